import { closestMatch } from "leven";
import { ConfigError, type ConfigErrorCode, formatProblem, type Problem } from "./errors/config-error.ts";

type NameOf<T> = T extends unknown ? keyof T : never;

type Words<Text extends string, Found = never> = Text extends `${infer First} ${infer Rest}`
  ? Words<Rest, Found | First>
  : Found | Text;

/** `unknown` if the text names exactly the options of `T`; otherwise a type that the compiler refuses. */
type Complete<T, Text extends string> = [NameOf<T>] extends [Words<Text>]
  ? [Words<Text>] extends [NameOf<T>]
    ? unknown
    : { readonly unknown: Exclude<Words<Text>, NameOf<T>> }
  : { readonly missing: Exclude<NameOf<T>, Words<Text>> };

/**
 * Splits a text at spaces into the option names of a type. The compiler checks that none is missing.
 *
 * @example const NAMES = nameAll<SqliteStoreOptions>()("file clock singleWorker worker");
 */
export function nameAll<T>(): <const Texts extends readonly string[]>(
  ...texts: Texts & Complete<T, Texts[number]>
) => readonly string[] {
  return (...texts) => texts.flatMap((text) => text.split(" "));
}

/** Returns the known name that a misspelt one probably means, or `undefined`. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const maxDistance = name.length <= 3 ? 1 : name.length <= 8 ? 2 : 3;
  const near = closestMatch(name, known, { maxDistance });
  return near ?? known.find((one) => sortedLetters(one) === sortedLetters(name)); // swapped letters count as two mistakes, capitals as one each
}

/** Returns `did you mean NAME?` for a misspelt name; otherwise `otherwise`. */
export function meant(name: unknown, known: readonly string[], otherwise: string): string {
  const near = typeof name === "string" ? nearName(name, known) : undefined;
  return near === undefined ? otherwise : `did you mean ${near}?`;
}

function sortedLetters(name: string): string {
  return [...name.toLowerCase()].sort().join("");
}

/** Finds unknown option names, because a misspelt option would silently have its default. */
export function unknownNames(options: unknown, known: readonly string[], path: string = ""): readonly Problem[] {
  if (typeof options !== "object" || options === null) return [];
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const all = known.length === 1 ? `there is only ${known[0]}` : `there are ${known.join(", ") || "none"}`;
      const advice = `there is no such setting; ${meant(name, known, all)}`;
      return { path: path === "" ? name : `${path}.${name}`, advice };
    });
}

/** Refuses unknown names first, because they often cause other mistakes. @throws {ConfigError} `config/invalid` */
export function refuseUnknownNames(what: string, ...found: readonly (readonly Problem[])[]): void {
  const problems = found.flat();
  if (problems.length > 0) throw cannotBeSetUp(what, problems);
}

/** Creates an error with the first problem in its message, because logs show only the message. */
export function cannotBeSetUp(what: string, problems: readonly Problem[]): ConfigError {
  return new ConfigError("config/invalid", `${what} cannot be set up: ${said(problems)}`, { problems });
}

/** Throws if there are problems. @throws {ConfigError} with every problem */
export function refuseProblems(problems: readonly Problem[], code: ConfigErrorCode = "config/invalid"): void {
  if (problems.length > 0) throw new ConfigError(code, said(problems), { problems });
}

/** Refuses unknown options of a public call, for callers without types. @throws {ConfigError} `config/invalid` */
export function checkOptions(call: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return;
  const isRecord = typeof options === "object" && options !== null && !Array.isArray(options);
  const wrong = [{ path: call, advice: `write { ${known.join(", ")} }` }];
  refuseProblems(isRecord ? unknownNames(options, known, call) : wrong);
}

function said(problems: readonly Problem[]): string {
  const [first = "", ...others] = problems.map(formatProblem);
  return others.length === 0 ? first : `${first} (${problems.length} mistakes in all: see problems)`;
}
