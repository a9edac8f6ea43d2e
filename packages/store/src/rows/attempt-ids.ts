import { lookupHash } from "./lookup-hash.ts";

const RADIX = 36;
/** Six characters hold the 31 bits of a store's tag, so that two stores at one vendor are unlikely to share a tag. */
const TAG_LENGTH = 6;
const FORM = /^[0-9a-z]{7,17}$/;

/** Attempt ids begin with the store's tag, because APIs may drop a message whose id they know. */
export class AttemptIds {
  readonly #tag: string;

  constructor(store: string) {
    this.#tag = (lookupHash(store) % RADIX ** TAG_LENGTH).toString(RADIX).padStart(TAG_LENGTH, "0");
  }

  idOf(number: number): string {
    return this.#tag + number.toString(RADIX);
  }

  numberOf(id: string): number | undefined {
    if (!FORM.test(id) || !id.startsWith(this.#tag)) return undefined;
    const number = Number.parseInt(id.slice(TAG_LENGTH), RADIX);
    return Number.isSafeInteger(number) && number > 0 && this.idOf(number) === id ? number : undefined;
  }
}
