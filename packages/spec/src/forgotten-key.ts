/** What keys of people who were forgotten begin with: stores give them, one a matter, and nobody else may. */
export const FORGOTTEN_KEY = "forgotten:";

/** True for a key that stands, or could come to stand, for somebody who was forgotten. Nobody is enrolled under it. */
export function isForgottenKey(key: string): boolean {
  return key.startsWith(FORGOTTEN_KEY);
}
