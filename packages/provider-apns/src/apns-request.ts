import type { KeyObject } from "node:crypto";
import { hash } from "node:crypto";
import { applePayload, appToken, collapseId, refusal } from "@relance/provider-kit";
import type { AppAddress, Message } from "@relance/spec";
import { SignJWT } from "jose";
import { type ApnsOptions, KIND } from "./apns-options.ts";

/** The longest that APNs keeps a message for a device that is off, in milliseconds: 30 days. */
const LONGEST_MS = 30 * 86_400_000;
/** The largest payload of an alert, in bytes. */
const MOST_BYTES = 4_096;

/**
 * The device token in hex. Apple does not promise how long one is.
 *
 * @throws {ProviderError} `provider/bad-recipient`
 */
export function deviceToken(to: AppAddress): string {
  const token = appToken(KIND, "apns", to);
  if (/^(?:[0-9a-f]{2}){8,100}$/i.test(token)) return token;
  const meaning = { code: "provider/bad-recipient", disposition: "reject", addressPermanent: true } as const;
  throw refusal(KIND, meaning, { message: "the address is not a device token" });
}

/** What is said of a message beside its payload. */
export function messageHeaders(
  { attemptId, content, validityMs = LONGEST_MS }: Pick<Message<"app">, "attemptId" | "content" | "validityMs">,
  { topic, priority = "high" }: ApnsOptions,
  now: number,
): Readonly<Record<string, string>> {
  const collapse = collapseId(content.tag);
  return {
    "apns-id": apnsId(attemptId),
    "apns-push-type": "alert",
    "apns-topic": topic,
    "apns-priority": priority === "high" ? "10" : "5",
    "apns-expiration": String(Math.floor((now + Math.min(validityMs, LONGEST_MS)) / 1000)),
    ...(collapse === undefined ? {} : { "apns-collapse-id": collapse }),
  };
}

/** A UUID that an attempt always has (RFC 9562, version 8). */
export function apnsId(attemptId: string): string {
  const hex = hash("sha256", `apns-id ${attemptId}`, "hex");
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20)];
  return [...parts, hex.slice(20, 32)].join("-");
}

/** @throws {ProviderError} `provider/bad-content`: longer than APNs takes */
export function payloadText(message: Message<"app">): string {
  const text = JSON.stringify(applePayload(message));
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  const meaning = { code: "provider/bad-content", disposition: "reroute" } as const;
  throw refusal(KIND, meaning, { message: `${bytes} bytes, at most ${MOST_BYTES} fit` });
}

/**
 * A token is good for an hour, and another one within 20 minutes is too many. Half an hour on the clock, so that all workers,
 * and those that start anew, change it together.
 */
const SLOT_SECONDS = 1_800;

/** Makes the token that proves us to APNs, and keeps it. */
export function createProviderToken(
  { key, keyId, teamId }: { readonly key: KeyObject; readonly keyId: string; readonly teamId: string },
  now: () => number,
): () => Promise<string> {
  let kept: { readonly issuedAt: number; readonly token: Promise<string> } | undefined;
  return () => {
    const issuedAt = Math.floor(now() / 1000 / SLOT_SECONDS) * SLOT_SECONDS;
    if (kept?.issuedAt !== issuedAt) {
      const header = { alg: "ES256", kid: keyId };
      const token = new SignJWT().setProtectedHeader(header).setIssuer(teamId).setIssuedAt(issuedAt).sign(key);
      kept = { issuedAt, token };
    }
    return kept.token;
  };
}
