import { closestMatch } from "leven";
import { ConfigError, type Problem } from "./errors/config-error.ts";

type NameOf<T> = T extends unknown ? keyof T : never;

/** All names that options of this type can have; the compiler sees that none is missing. */
export type NamesOf<T> = Readonly<Record<NameOf<T>, true>>;

/** The known name that was probably meant, or `undefined` when none is near. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const maxDistance = name.length <= 3 ? 1 : name.length <= 8 ? 2 : 3;
  return closestMatch(name, known, { maxDistance });
}

/**
 * Names that options cannot have: a misspelt one would silently be its default.
 * @param path - where the options stand among others, such as `bounces`
 */
export function unknownNames(
  options: unknown,
  known: Readonly<Record<string, true>>,
  path: string = "",
): readonly Problem[] {
  if (typeof options !== "object" || options === null) return []; // what it must be is said where it is read
  const names = Object.keys(known);
  return Object.keys(options)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => {
      const near = nearName(name, names);
      const rest = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
      return { path: path === "" ? name : `${path}.${name}`, advice: `there is no such setting; ${rest}` };
    });
}

/**
 * Said before everything else: what is missing then, or has no value, is often what was misspelt.
 * @throws {ConfigError} `config/invalid`, with every name that was {@link unknownNames | found}
 */
export function refuseUnknownNames(what: string, ...found: readonly (readonly Problem[])[]): void {
  const problems = found.flat();
  if (problems.length > 0) throw new ConfigError("config/invalid", `${what} cannot be set up`, { problems });
}
