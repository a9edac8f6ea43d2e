import { personKeysIn } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { personalCipher } from "../src/personal-cipher.ts";

const [FIRST, SECOND] = ["the-first-secret-of-all", "the-second-secret-of-all"] as const;
const TEXT = "+33639981234 é 😀";

function changed(value: string, place: number): string {
  return value.slice(0, place) + (value[place] === "A" ? "B" : "A") + value.slice(place + 1);
}

describe("the cipher of recipients' data", () => {
  it("gives each recipient a key whose name stands in what it encrypted, never the same twice", () => {
    const cipher = personalCipher([FIRST]);
    const key = cipher.newKey("7 ada");
    const [one, other] = [key.encrypt("address", TEXT), key.encrypt("address", TEXT)];
    expect(one).not.toBe(other);
    expect(personKeysIn(one, other)).toEqual([key.kept.name]);
    const opened = cipher.openKey(key.kept);
    expect([opened?.decrypt("address", one), opened?.decrypt("address", other)]).toEqual([TEXT, TEXT]);
  });

  it("reads nothing of another kind, of another recipient, or that was changed at any place", () => {
    const cipher = personalCipher([FIRST]);
    const [ada, bob] = [cipher.newKey("7 ada"), cipher.newKey("7 bob")];
    const value = ada.encrypt("address", TEXT);
    expect(ada.decrypt("variables", value)).toBeUndefined();
    expect(bob.decrypt("address", value.replace(ada.kept.name, bob.kept.name))).toBeUndefined();
    expect(cipher.openKey({ ...ada.kept, name: bob.kept.name })).toBeUndefined();
    const end = value.length - 1; // the last character has unused bits
    for (let place = 3; place < end; place++)
      expect([place, ada.decrypt("address", changed(value, place))]).toEqual([place, undefined]);
    for (const cut of ["", "~1.", "~1.x", value.slice(0, 40)]) expect(ada.decrypt("address", cut)).toBeUndefined();
  });

  it.each([
    ["captured-to", "captured-content"],
    ["reply-from", "reply-text"],
  ] as const)("reads no %s as %s, though both lie under the master key", (one, other) => {
    const { shared } = personalCipher([FIRST]);
    expect(shared.decrypt(one, shared.encrypt(one, TEXT))).toBe(TEXT);
    expect(shared.decrypt(other, shared.encrypt(one, TEXT))).toBeUndefined();
    expect(shared.decrypt(one, shared.encrypt(other, TEXT))).toBeUndefined();
  });

  it("reads a text of a reply beside its own sender alone", () => {
    const { shared } = personalCipher([FIRST]);
    const [ada, bob] = [shared.encrypt("reply-from", "+33639980001"), shared.encrypt("reply-from", "+33639980002")];
    const text = shared.encrypt("reply-text", TEXT, ada);
    expect(shared.decrypt("reply-text", text, ada)).toBe(TEXT);
    for (const other of [bob, undefined]) expect(shared.decrypt("reply-text", text, other)).toBeUndefined();
  });

  it("knows whose a key is, wherever it was kept and wrapped again, and its ciphertexts do too", () => {
    const older = personalCipher([FIRST]);
    const [ada, bob] = [older.newKey("7 ada"), older.newKey("7 bob")];
    const both = personalCipher([SECOND, FIRST]);
    const kept = both.rewrap(ada.kept);
    for (const key of [ada, older.openKey(ada.kept), kept && both.openKey(kept)])
      expect(["7 ada", "7 bob", "8 ada", ""].map((owner) => key?.isOf(owner))).toEqual([true, false, false, false]);
    expect(bob.isOf("7 bob")).toBe(true);
    expect(older.openKey({ ...bob.kept, wrapped: ada.kept.wrapped })).toBeUndefined();
  });

  it("opens under older secrets, wraps again under the newest, and then does without the older one", () => {
    const older = personalCipher([FIRST]);
    const key = older.newKey("7 ada");
    const value = key.encrypt("address", TEXT);
    const reply = older.shared.encrypt("reply-text", TEXT);
    const request = older.encryptBytes(new TextEncoder().encode(TEXT));
    expect(personalCipher([SECOND]).openKey(key.kept)).toBeUndefined();
    expect(personalCipher([SECOND]).shared.decrypt("reply-text", reply)).toBeUndefined();
    expect(personalCipher([SECOND]).decryptBytes(request)).toBeUndefined();
    const both = personalCipher([SECOND, FIRST]);
    expect(both.shared.decrypt("reply-text", reply)).toBe(TEXT);
    expect(new TextDecoder().decode(both.decryptBytes(request))).toBe(TEXT);
    const kept = both.rewrap(key.kept);
    expect(kept && personalCipher([SECOND]).openKey(kept)?.decrypt("address", value)).toBe(TEXT);
    expect(both.marks).toEqual([...personalCipher([SECOND]).marks, ...older.marks]);
  });
});
