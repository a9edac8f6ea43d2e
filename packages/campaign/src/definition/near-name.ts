import { closestMatch } from "leven";

/** The known name that was probably meant, or `undefined` when none is near. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const maxDistance = name.length <= 3 ? 1 : name.length <= 8 ? 2 : 3;
  return closestMatch(name, known, { maxDistance });
}
