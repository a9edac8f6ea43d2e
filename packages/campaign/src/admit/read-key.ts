import { FORGOTTEN_KEY, isForgottenKey, MessageError } from "@relance/spec";

const MAX_CHARACTERS = 200;

/**
 * The person's key: trimmed and in Unicode form C, so that two spellings of one key are one person.
 * @throws {MessageError} `message/bad-key`
 */
export function readKey(value: unknown, column: string): string {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string")
    throw new MessageError("message/bad-key", `write the person's key into column ${column}`);
  const key = text.trim().normalize("NFC");
  if (key === "") throw new MessageError("message/bad-key", `write the person's key into column ${column}`);
  if (key.length > MAX_CHARACTERS) throw new MessageError("message/bad-key", "a key has at most 200 characters");
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key))
    throw new MessageError("message/bad-key", "remove control characters from the key");
  if (isForgottenKey(key)) throw new MessageError("message/bad-key", `a key does not begin with ${FORGOTTEN_KEY}`);
  return key;
}
