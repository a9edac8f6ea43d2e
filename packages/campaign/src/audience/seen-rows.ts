import { hash } from "node:crypto";

/** A number stores 52 bits exactly. Among 2,000,000 texts, two have the same number with a probability of 1:2,000. */
const DIGITS = 13;

/** Returns the number by which {@link SeenRows} recognizes a text. */
export function textNumber(text: string): number {
  return Number.parseInt(hash("sha1", text, "hex").slice(0, DIGITS), 16) + 1; // 0 marks a free slot
}

/** Remembers where each text first occurred, in about 25 bytes per text; a map would need hundreds. */
export class SeenRows {
  #numbers = new Float64Array(4_096);
  #lines = new Uint32Array(4_096);
  #repeated = new Uint8Array(4_096);
  #size = 0;

  /** Adds a number. If the text was added before, returns its first line, and whether this is its first repetition. */
  add(number: number, line: number): { readonly line: number; readonly isFirst: boolean } | undefined {
    const at = this.#place(number);
    if (this.#numbers[at] === number) {
      const isFirst = this.#repeated[at] === 0;
      this.#repeated[at] = 1;
      return { line: this.#lines[at] ?? 0, isFirst };
    }
    this.#numbers[at] = number;
    this.#lines[at] = line;
    if (++this.#size * 2 > this.#numbers.length) this.#grow();
    return undefined;
  }

  #place(number: number): number {
    const last = this.#numbers.length - 1;
    let at = number % (last + 1);
    while (this.#numbers[at] !== 0 && this.#numbers[at] !== number) at = (at + 1) & last;
    return at;
  }

  #grow(): void {
    const { length } = this.#numbers;
    const [numbers, lines, repeated] = [this.#numbers, this.#lines, this.#repeated];
    this.#numbers = new Float64Array(2 * length);
    this.#lines = new Uint32Array(2 * length);
    this.#repeated = new Uint8Array(2 * length);
    for (let from = 0; from < length; from++) {
      const number = numbers[from] ?? 0;
      if (number === 0) continue;
      const at = this.#place(number);
      this.#numbers[at] = number;
      this.#lines[at] = lines[from] ?? 0;
      this.#repeated[at] = repeated[from] ?? 0;
    }
  }
}
