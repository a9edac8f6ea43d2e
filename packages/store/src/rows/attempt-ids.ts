import { lookupHash } from "./lookup-hash.ts";

const RADIX = 36;
/** Length of a store's tag: six characters encode 31 bits, so that two stores at one vendor rarely share a tag. */
const TAG_LENGTH = 6;
const FORM = /^[0-9a-z]{7,17}$/;

/** Attempt ids begin with the store's tag, because an API may drop a message with an id that it already knows. */
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
