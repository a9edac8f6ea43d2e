/** As long as {@link slicePart} of `@relance/rules` makes them. */
const LONGEST = 64;

/** The name of people who are reached by phone. */
export function isPrefix(name: string): boolean {
  return /^\+?\d+$/.test(name);
}

/** A name that a slice has once somebody of it was written to: a number prefix, a mail domain, the host of a push service. */
export function isSliceName(name: string): boolean {
  if (isPrefix(name)) return /^\+\d{4}$/.test(name);
  return name.length <= LONGEST && name === name.toLowerCase() && /^[^\s@/:+]+\.[^\s@/:+]+$/.test(name);
}
