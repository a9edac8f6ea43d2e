import type { Signer } from "@relance/spec";

const MAX_KEY = 200;

/** Trims and normalizes a key (Unicode form C). Returns `undefined` if the key cannot be used. */
export function personKey(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const key = value.trim().normalize("NFC");
  const isUsable = key !== "" && key.length <= MAX_KEY && key.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key);
  return isUsable ? key : undefined;
}

/** Normalizes a key. An invalid key is returned unchanged, and matches no recipient. */
export function keyOf(key: string): string {
  return personKey(key) ?? key;
}

/** Returns hashes of a key, the newest first, by which the store recognizes a forgotten recipient. */
export function tombstonesOf(signer: Signer, tenant: string, key: string): readonly string[] {
  return signer.digests(`forgotten|${tenant}|${key}`);
}
