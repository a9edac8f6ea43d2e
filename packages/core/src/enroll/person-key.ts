/** Longest name of a person, in characters. */
const MAX_KEY = 200;

/** A person's key as it is stored: trimmed, in Unicode form C, without control characters; `undefined` = unusable. */
export function personKey(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const key = value.trim().normalize("NFC");
  const isUsable = key !== "" && key.length <= MAX_KEY && key.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key);
  return isUsable ? key : undefined;
}
