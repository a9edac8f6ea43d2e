import type { Codec, EncryptedKind } from "@relance/spec";

/** An insecure codec whose ciphertexts do not contain the plain text. */
export interface ToyCodec extends Codec {
  readonly lost: EncryptedKind[];
}

/** @param marks - the key marks, eight characters each, the newest first */
export function toyCodec(...marks: readonly [string, ...string[]]): ToyCodec {
  const [newest] = marks;
  const lost: EncryptedKind[] = [];
  const write = (...parts: readonly string[]) =>
    `~1.m${newest}.${Buffer.from(JSON.stringify(parts)).toString("base64url").split("").reverse().join("")}`;
  const read = (value: string): readonly string[] => {
    const [, mark = "", text = ""] = value.split(".");
    if (!marks.includes(mark.slice(1))) return [];
    return JSON.parse(Buffer.from(text.split("").reverse().join(""), "base64url").toString());
  };
  return {
    marks,
    lost,
    encrypt: (kind, text, owner) => write(kind, owner, text),
    decrypt(kind, value, owner) {
      const [own, whose, text] = read(value);
      return own === kind && whose === owner ? text : undefined;
    },
    encryptBytes: (bytes) => Buffer.from(write(Buffer.from(bytes).toString("latin1"))),
    decryptBytes(value) {
      const [bytes] = read(Buffer.from(value).toString());
      return bytes === undefined ? undefined : Buffer.from(bytes, "latin1");
    },
    digests: (text) => [`digest of ${text.length} ${text.slice(-4)}`],
    now: () => 0,
    onBehind() {},
    onUnreadable: (kind) => void lost.push(kind),
  };
}

export function strangerCodec(...marks: readonly [string, ...string[]]): ToyCodec {
  return { ...toyCodec(...marks), decrypt: () => undefined, decryptBytes: () => undefined };
}
