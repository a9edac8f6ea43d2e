import { lookupHash } from "./lookup-hash.ts";

const RADIX = 36;
/** Characters that name the store: 31 bits, so that no two stores of one account are likely to share them. */
const TAG_LENGTH = 6;
const FORM = /^[0-9a-z]{7,17}$/;

/**
 * Numbers of attempts as the short, case-insensitive text that travels inside messages: six characters that name the
 * store, then the number. Two stores give out the same numbers, and a provider's API that tells repeats apart by our id
 * must see two messages.
 */
export class AttemptIds {
  readonly #tag: string;

  /** @param store - the store's own id */
  constructor(store: string) {
    this.#tag = (lookupHash(store) % RADIX ** TAG_LENGTH).toString(RADIX).padStart(TAG_LENGTH, "0");
  }

  idOf(number: number): string {
    return this.#tag + number.toString(RADIX);
  }

  /** The number behind an id, or `undefined` for anything that was never an id of this store. */
  numberOf(id: string): number | undefined {
    if (!FORM.test(id) || !id.startsWith(this.#tag)) return undefined;
    const number = Number.parseInt(id.slice(TAG_LENGTH), RADIX);
    return Number.isSafeInteger(number) && number > 0 && this.idOf(number) === id ? number : undefined;
  }
}
