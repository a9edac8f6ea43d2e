export type Dice = () => number;

/** The subject of a random decision, such as recipient, provider and occasion. */
export type Subject = readonly (string | number)[];

/**
 * Returns the random numbers for one decision about one subject.
 *
 * The numbers depend on the seed and the subject, never on the order of calls. Two programs therefore get the same
 * numbers for a recipient and a carrier, even if they treat the recipient differently.
 *
 * @example
 * rollDice(7, ["p1", "sms.main", "loss"])() < 0.26; // the same answer in every run with seed 7
 */
export function rollDice(seed: number, subject: Subject): Dice {
  let state = initialState(seed, subject);
  return () => {
    // two draws give 53 bits, because 32 bits are too coarse for shares of a million recipients
    const high = next() >>> 5;
    const low = next() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  };

  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  }
}

/** Returns the first number of {@link rollDice}. */
export function draw(seed: number, subject: Subject): number {
  return rollDice(seed, subject)();
}

/**
 * Returns true for about `share` of all subjects. With `share` 0, always returns false; with 1, always returns true.
 */
export function happens(share: number, seed: number, subject: Subject): boolean {
  if (share <= 0) return false;
  return share >= 1 || draw(seed, subject) < share;
}

/** Chooses a name by weight. The weights need not sum to one. */
export function pick<T extends string>(weights: Readonly<Partial<Record<T, number>>>, dice: Dice): T | undefined {
  const entries = Object.entries(weights) as [T, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let left = dice() * total;
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries.at(-1)?.[0];
}

/** Returns lower-case hex digits for a subject, for reproducible ids. */
export function drawHex(seed: number, subject: Subject, digits: number): string {
  const dice = rollDice(seed, subject);
  let hex = "";
  while (hex.length < digits) {
    hex += Math.floor(dice() * 0x100000000)
      .toString(16)
      .padStart(8, "0");
  }
  return hex.slice(0, digits);
}

function initialState(seed: number, subject: Subject): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed | 0, 0x9e3779b1);
  for (const part of subject) {
    const text = typeof part === "number" ? `#${part}` : part;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      hash ^= hash >>> 13; // mixes the high bits, so that similar keys give different numbers
    }
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
