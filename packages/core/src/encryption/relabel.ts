import type { PersonalCipher } from "./personal-cipher.ts";

/**
 * A ciphertext that is damaged, under the name of the newest master key: it stays unreadable, and nothing else of it is
 * changed. Otherwise one such row would hold on to an older secret for ever. `undefined` = under a key that is not here.
 */
export function relabel({ marks }: PersonalCipher, value: string): string | undefined {
  const [form = "", name = "", ...rest] = value.split(".");
  return marks.some((mark) => name === `m${mark}`) ? [form, `m${marks[0]}`, ...rest].join(".") : undefined;
}

/** As {@link relabel}, of bytes. */
export function relabelBytes(cipher: PersonalCipher, bytes: Uint8Array): Uint8Array | undefined {
  const value = relabel(cipher, Buffer.from(bytes).toString("latin1"));
  return value === undefined ? undefined : Buffer.from(value, "latin1");
}
