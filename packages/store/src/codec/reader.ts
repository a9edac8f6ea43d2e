import { type Codec, type EncryptedKind, isEncrypted, UNREADABLE_TEXT } from "@relance/spec";
import { type OpenedPerson, unboxed } from "./people.ts";

export class Reader {
  readonly #codec: Codec;
  readonly #lost = new Map<EncryptedKind, number>();

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** Decrypts a value; returns a plain value unchanged; returns `undefined` if decryption fails. */
  open(kind: EncryptedKind, value: string, ...owners: readonly string[]): string | undefined {
    if (!isEncrypted(value)) return value;
    for (const owner of owners) {
      const text = this.#codec.decrypt(kind, value, owner);
      if (text !== undefined) return text;
    }
    this.lose(kind);
    return undefined;
  }

  show(kind: EncryptedKind, value: string, ...owners: readonly string[]): string {
    return this.open(kind, value, ...owners) ?? UNREADABLE_TEXT;
  }

  person(box: string, owners: readonly string[]): OpenedPerson | undefined {
    const text = this.open("person", box, ...owners);
    return text === undefined ? undefined : unboxed(text);
  }

  /** Returns the JSON of a recipient's columns. Texts of `send()` are stored separately from the other columns. */
  columns(stored: string, person: OpenedPerson, owners: readonly string[]): string | undefined {
    if (stored === "{}") return person.columns;
    const { encrypted } = JSON.parse(stored) as { readonly encrypted?: unknown };
    return typeof encrypted === "string" ? this.open("texts", encrypted, ...owners) : stored;
  }

  lose(kind: EncryptedKind): void {
    this.#lost.set(kind, (this.#lost.get(kind) ?? 0) + 1);
  }

  report(): void {
    for (const [kind, count] of this.#lost) this.#codec.onUnreadable(kind, count);
  }
}
