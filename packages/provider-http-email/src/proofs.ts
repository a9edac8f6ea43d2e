import { createPublicKey, type KeyObject, verify as verifySignature } from "node:crypto";
import { sameAsAny } from "@relance/provider-kit";
import { WebhookError } from "@relance/spec";
import type { EventProof } from "./email-description.ts";

/** What was not sent by the mail service. */
export function notProven(fact: string): WebhookError {
  return new WebhookError("webhook/bad-signature", fact);
}

/**
 * A secret in the `Authorization` header, such as `Basic …` or `Bearer …`: the service signs nothing of what it writes, so
 * whoever learns the secret can write anything.
 */
export function authorizationProof(scheme: string, secrets: readonly string[]): EventProof {
  const expected = secrets.map((secret) => `${scheme} ${secret}`);
  return {
    verify({ headers }) {
      const given = headers.get("authorization");
      if (given === null || !sameAsAny(expected, given)) throw notProven("authorization is missing or wrong");
    },
  };
}

/** The bytes of a text or of several, one after the other. */
export function bytesOf(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

/** A signature over time and body by ECDSA over P-256 and SHA-256, with the service's own key. */
export function ecdsaProof(header: string, timeHeader: string, keys: readonly string[]): EventProof {
  const known = keys.flatMap((key) => ecdsaKey(key) ?? []);
  return {
    verify({ headers, body }) {
      const signature = Buffer.from(headers.get(header) ?? "", "base64");
      const signed = bytesOf(headers.get(timeHeader) ?? "", body);
      if (!known.some((key) => verifySignature("sha256", signed, key, signature)))
        throw notProven(`${header} does not fit`);
    },
  };
}

/** A public key in base64, as a dashboard shows it, or as PEM; `undefined` for what is none. */
export function ecdsaKey(text: string): KeyObject | undefined {
  try {
    const bare = text.replace(/-----[A-Z ]+-----|\s/g, "");
    const key = createPublicKey({ key: Buffer.from(bare, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ec" ? key : undefined;
  } catch {
    return undefined;
  }
}
