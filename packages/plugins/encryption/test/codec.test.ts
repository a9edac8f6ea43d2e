import type { Codec, EncryptedKind } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { createCodec } from "../src/index.ts";

const [FIRST, SECOND] = ["the-first-secret-of-all", "the-second-secret-of-all"] as const;
const TEXT = "+33639981234 é 😀";
const ADA = "7 ada";

function codecOf(...secrets: readonly [string, ...string[]]): Codec {
  return createCodec({ secrets, digests: (text) => [text], now: () => 0, onBehind() {}, onUnreadable() {} });
}

function changed(value: string, place: number): string {
  return value.slice(0, place) + (value[place] === "A" ? "B" : "A") + value.slice(place + 1);
}

/** Replaces part of the bytes of `value` by those of `other`. */
function mixed(value: string, other: string, from: number, to: number): string {
  const [, mark, text = ""] = value.split(".");
  const [bytes, others] = [text, other.split(".")[2] ?? ""].map((one) => Buffer.from(one, "base64url"));
  others?.copy(bytes as Buffer, from, from, to);
  return `~1.${mark}.${bytes?.toString("base64url")}`;
}

describe("the codec of recipients' data", () => {
  it.each<EncryptedKind>(["person", "reply-from"])("encrypts a %s differently each time, and decrypts it", (kind) => {
    const codec = codecOf(FIRST);
    const [one, other] = [codec.encrypt(kind, TEXT, ADA), codec.encrypt(kind, TEXT, ADA)];
    expect(one).not.toBe(other);
    expect([codec.decrypt(kind, one, ADA), codec.decrypt(kind, other, ADA)]).toEqual([TEXT, TEXT]);
  });

  it("gives each recipient a separate key: without its seed nothing of the recipient can be read", () => {
    const codec = codecOf(FIRST);
    const [ada, bob] = [codec.encrypt("person", TEXT, ADA), codec.encrypt("person", TEXT, ADA)];
    const seedBytes = 16;
    expect(codec.decrypt("person", mixed(ada, bob, 0, 1_000), ADA)).toBe(TEXT);
    expect(codec.decrypt("person", mixed(ada, bob, 0, seedBytes), ADA)).toBeUndefined();
    expect(codec.decrypt("person", mixed(ada, bob, seedBytes, 1_000), ADA)).toBeUndefined();
  });

  it.each<EncryptedKind>(["person", "texts", "hint"])(
    "decrypts no %s of another kind or owner, or with any change",
    (kind) => {
      const codec = codecOf(FIRST);
      const value = codec.encrypt(kind, TEXT, ADA);
      for (const other of ["person", "texts", "captured-to", "request"] as const)
        if (other !== kind) expect(codec.decrypt(other, value, ADA)).toBeUndefined();
      for (const owner of ["7 bob", "8 ada", "7 ada ", ""]) expect(codec.decrypt(kind, value, owner)).toBeUndefined();
      const end = value.length - 1; // the last character has unused bits
      for (let place = 3; place < end; place++)
        expect([place, codec.decrypt(kind, changed(value, place), ADA)]).toEqual([place, undefined]);
      for (const cut of ["", "~1.", "~1.x", value.slice(0, 13), value.slice(0, 40)])
        expect(codec.decrypt(kind, cut, ADA)).toBeUndefined();
    },
  );

  it("decrypts a reply's text only with its own sender", () => {
    const codec = codecOf(FIRST);
    const [ada, bob] = ["+33639980001", "+33639980002"].map((from) => codec.encrypt("reply-from", from, ""));
    const text = codec.encrypt("reply-text", TEXT, ada ?? "");
    expect(codec.decrypt("reply-text", text, ada ?? "")).toBe(TEXT);
    for (const other of [bob ?? "", ""]) expect(codec.decrypt("reply-text", text, other)).toBeUndefined();
  });

  it("decrypts with older secrets, encrypts with the newest, and names the secret in the value", () => {
    const older = codecOf(FIRST);
    const value = older.encrypt("person", TEXT, ADA);
    const request = older.encryptBytes(new TextEncoder().encode(TEXT));
    expect(codecOf(SECOND).decrypt("person", value, ADA)).toBeUndefined();
    expect(codecOf(SECOND).decryptBytes(request)).toBeUndefined();
    const both = codecOf(SECOND, FIRST);
    expect(both.decrypt("person", value, ADA)).toBe(TEXT);
    expect(new TextDecoder().decode(both.decryptBytes(request))).toBe(TEXT);
    expect(both.marks).toEqual([...codecOf(SECOND).marks, ...older.marks]);
    expect(both.encrypt("person", TEXT, ADA).split(".")[1]).toBe(`m${both.marks[0]}`);
    expect(value.split(".")[1]).toBe(`m${older.marks[0]}`);
  });
});
