import { hash } from "node:crypto";

/** 52 bits: what a number holds exactly. */
const DIGITS = 13;

/**
 * Remembers which keys were seen, by a number each: 650,000 keys of any length cost some 25 MB, and no row is held.
 * Two keys of 650,000 meet by chance once in 20,000 audiences; the store then counts one more than we did and
 * `start` refuses, which is the safe side.
 */
export class KeySet {
  readonly #seen = new Set<number>();

  /** False when the key was there already. */
  add(key: string): boolean {
    const before = this.#seen.size;
    this.#seen.add(Number.parseInt(hash("sha256", key, "hex").slice(0, DIGITS), 16));
    return this.#seen.size > before;
  }
}
