import type { Signer } from "@relance/spec";

const MAX_KEY = 200;

/** Trims a key and normalizes it to Unicode form C. Returns `undefined` for an invalid key. */
export function personKey(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const key = value.trim().normalize("NFC");
  const isUsable = key !== "" && key.length <= MAX_KEY && key.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key);
  return isUsable ? key : undefined;
}

/** Returns a key in its stored form. Invalid keys stay unchanged, because they match no recipient. */
export function checkKey(key: string): string {
  return personKey(key) ?? key;
}

/** Returns the hashes of a key, newest first. The store uses the hashes to recognize an erased recipient. */
export function digestPerson(signer: Signer, tenant: string, key: string): readonly string[] {
  return signer.digests(`forgotten|${tenant}|${key}`);
}
