import type { Signer } from "@relance/spec";

const MAX_KEY = 200;

/** Returns a key trimmed, in Unicode form C, without control characters; `undefined` if it cannot be used. */
export function personKey(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const key = value.trim().normalize("NFC");
  const isUsable = key !== "" && key.length <= MAX_KEY && key.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key);
  return isUsable ? key : undefined;
}

/** Normalizes a key as for the audience. An invalid key is returned unchanged, and then matches no recipient. */
export function keyOf(key: string): string {
  return personKey(key) ?? key;
}

/** The tombstones of a recipient: hashes of their key under each index key, the newest first, with tenant and key. */
export function tombstonesOf(signer: Signer, tenant: string, key: string): readonly string[] {
  return signer.digests(`forgotten|${tenant}|${key}`);
}
