import { createHmac, createPublicKey, type KeyObject, verify as verifySignature } from "node:crypto";
import { attemptIn, bodyText, fieldPath, jsonBody, parseJson, sameAsAny, textAt } from "@relance/provider-kit";
import { WebhookError } from "@relance/spec";
import type { EventProof, Mail } from "./email-description.ts";

function notProven(fact: string): WebhookError {
  return new WebhookError("webhook/bad-signature", fact);
}

/** Compares the `Authorization` header with a shared secret. Events are unsigned: the secret suffices to forge one. */
export function authorizationProof(scheme: string, secrets: readonly string[]): EventProof {
  const expected = secrets.map((secret) => `${scheme} ${secret}`);
  return {
    verify({ headers }) {
      const given = headers.get("authorization");
      if (given === null || !sameAsAny(expected, given)) throw notProven("authorization is missing or wrong");
    },
  };
}

function joinBytes(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

/** Verifies the service's ECDSA signature (P-256, SHA-256) over time and body. */
export function ecdsaProof(header: string, timeHeader: string, keys: readonly string[]): EventProof {
  const known = keys.flatMap((key) => ecdsaKey(key) ?? []);
  return {
    verify({ headers, body }) {
      const signature = Buffer.from(headers.get(header) ?? "", "base64");
      const signed = joinBytes(headers.get(timeHeader) ?? "", body);
      if (!known.some((key) => verifySignature("sha256", signed, key, signature)))
        throw notProven(`${header} does not match`);
    },
  };
}

/** Parses a public key in base64, as dashboards show it, or in PEM; `undefined` for any other text. */
export function ecdsaKey(text: string): KeyObject | undefined {
  try {
    const bare = text.replace(/-----[A-Z ]+-----|\s/g, "");
    const key = createPublicKey({ key: Buffer.from(bare, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ec" ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Verifies an HMAC-SHA256 over id, time and body (Standard Webhooks, Svix). Old requests are accepted, because a
 * repeated event changes nothing.
 * @param secrets - base64, with or without the prefix `whsec_`
 */
export function standardWebhookProof(prefix: string, secrets: readonly string[]): EventProof {
  const keys = secrets.map((secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64"));
  return {
    verify({ headers, body }) {
      const [id, time] = ["id", "timestamp"].map((name) => headers.get(`${prefix}-${name}`) ?? "");
      const given = (headers.get(`${prefix}-signature`) ?? "").split(" ").map((one) => one.replace(/^v1,/, ""));
      const signed = joinBytes(`${id}.${time}.`, body);
      const expected = keys.map((key) => createHmac("sha256", key).update(signed).digest("base64"));
      if (!given.some((one) => sameAsAny(expected, one))) throw notProven(`${prefix}-signature does not match`);
    },
  };
}

const SIGNATURE = ["timestamp", "token", "signature"].map((name) => fieldPath(`signature.${name}`));

/** The maximum age of a signature. The service repeats posts for eight hours without changing the signature. */
const ACCEPTED_FOR_SECONDS = 12 * 3_600;

interface BoundPlaces {
  readonly tag: string;
  readonly recipient: string;
}

/** A proof for services that do not sign their events. Instead, our signed tag binds each event to its mail. */
export interface BoundProof extends EventProof {
  tagOf(mail: Pick<Mail, "tag" | "to">): string;
}

/**
 * Verifies an HMAC-SHA256 over a time and a token, which are in the body. The signature does not cover the event, so an
 * attacker could attach an intercepted signature to another event. Therefore the time must be recent, each token is
 * accepted once, and the tag must contain our HMAC over attempt and recipient.
 */
export function tokenInBodyProof(keys: readonly string[], places: BoundPlaces): BoundProof {
  const [tagAt, recipientAt] = [fieldPath(places.tag), fieldPath(places.recipient)];
  const hmacs = (text: string) => keys.map((key) => createHmac("sha256", key).update(text).digest("hex"));
  const boundTags = (tag: string, to: string) =>
    hmacs(`relance ${tag} ${to.toLowerCase()}`).map((hmac) => `${tag}-${hmac.slice(0, 24)}`);

  return {
    tagOf: ({ tag, to }) => boundTags(tag, to)[0] ?? tag,
    verify({ body }) {
      const json = parseJson(bodyText({ body }));
      const [time = "", token = "", given = ""] = SIGNATURE.map((path) => textAt(json, path));
      if (token === "" || !sameAsAny(hmacs(time + token), given)) throw notProven("the signature does not match");
      const ageSeconds = /^\d+$/.test(time) ? Math.abs(Date.now() / 1_000 - Number(time)) : Number.POSITIVE_INFINITY;
      if (ageSeconds > ACCEPTED_FOR_SECONDS) throw new WebhookError("webhook/stale", "the signed time is not recent");
    },
    read(request) {
      const json = jsonBody(request);
      const bound = textAt(json, tagAt) ?? "";
      if (attemptIn(bound, request.url) === undefined) return json; // the mail was sent by another gateway
      const tag = bound.split("-").slice(0, 2).join("-");
      if (!sameAsAny(boundTags(tag, textAt(json, recipientAt) ?? ""), bound))
        throw notProven("no mail with this tag was sent to this recipient");
      return json;
    },
  };
}
