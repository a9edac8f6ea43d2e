const FIRST_SIZE = 1_024;

/** Assigns numbers to keys by 53-bit hashes. Of a million keys, two share a hash with a probability of 1 in 20,000. */
export class PeopleTable {
  #slots = new Int32Array(2 * FIRST_SIZE);
  #hashes = new Float64Array(FIRST_SIZE);
  firstSentAt: Float64Array = new Float64Array(FIRST_SIZE);
  confirmedAt: Float64Array = new Float64Array(FIRST_SIZE);
  /** For each recipient, the step (from 1) of the last message before the confirmation; 0 without a message. */
  confirmedStep: Int8Array = new Int8Array(FIRST_SIZE);
  readonly steps: Uint8Array[];
  size = 0;

  constructor(steps: number) {
    this.steps = Array.from({ length: steps }, () => new Uint8Array(FIRST_SIZE));
  }

  numberOf(key: string): number {
    const hash = hashKey(key);
    let slot = hash % this.#slots.length;
    for (;;) {
      const known = (this.#slots[slot] ?? 0) - 1;
      if (known < 0) break;
      if (this.#hashes[known] === hash) return known;
      slot = (slot + 1) % this.#slots.length;
    }
    if (this.size === this.#hashes.length) {
      this.#grow();
      return this.numberOf(key);
    }
    this.#hashes[this.size] = hash;
    this.#slots[slot] = this.size + 1;
    this.size += 1;
    return this.size - 1;
  }

  #grow(): void {
    const size = 2 * this.size;
    this.#hashes = grown(this.#hashes, new Float64Array(size));
    this.firstSentAt = grown(this.firstSentAt, new Float64Array(size));
    this.confirmedAt = grown(this.confirmedAt, new Float64Array(size));
    this.confirmedStep = grown(this.confirmedStep, new Int8Array(size));
    for (const [k, flags] of this.steps.entries()) this.steps[k] = grown(flags, new Uint8Array(size));
    this.#slots = new Int32Array(2 * size);
    for (let person = 0; person < this.size; person++) {
      let slot = (this.#hashes[person] ?? 0) % this.#slots.length;
      while (this.#slots[slot] !== 0) slot = (slot + 1) % this.#slots.length;
      this.#slots[slot] = person + 1;
    }
  }
}

function grown<T extends Float64Array | Int8Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Combines two multiplicative 32-bit hashes to 53 bits (based on cyrb53, public domain). */
function hashKey(key: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let place = 0; place < key.length; place++) {
    const char = key.charCodeAt(place);
    a = Math.imul(a ^ char, 2_654_435_761);
    b = Math.imul(b ^ char, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & (b >>> 0)) + (a >>> 0);
}
