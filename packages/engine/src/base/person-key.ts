import type { Signer } from "@relance/spec";

/** Longest name of a recipient, in characters. */
const MAX_KEY = 200;

/**
 * A recipient's key as it is stored: trimmed, in Unicode form C, without control characters; `undefined` = unusable.
 */
export function personKey(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const key = value.trim().normalize("NFC");
  const isUsable = key !== "" && key.length <= MAX_KEY && key.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key);
  return isUsable ? key : undefined;
}

/** What stays of a forgotten recipient: their key, hashed under each index key, the newest first, with whose key it is. */
export function tombstonesOf(signer: Signer, tenant: string, key: string): readonly string[] {
  return signer.digests(`forgotten|${tenant}|${key}`);
}
