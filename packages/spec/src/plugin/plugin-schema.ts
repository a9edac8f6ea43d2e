import type { Problem } from "../errors/config-error.ts";
import { refuseProblems, unknownNames } from "../known-names.ts";

/** A schema of any library that follows Standard Schema, such as zod. */
export interface PluginSchema<Input, Config> {
  readonly "~standard": {
    readonly validate: (value: unknown) => SchemaResult<Config> | Promise<SchemaResult<Config>>;
    readonly types?: { readonly input: Input; readonly output: Config } | undefined;
  };
}

type SchemaResult<Config> =
  | { readonly value: Config; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Returns the value as a schema parses it, or its problems with their paths. */
export function readBySchema<Input, Value>(
  place: string,
  schema: PluginSchema<Input, Value>,
  given: unknown,
): { readonly value?: Value; readonly problems: readonly Problem[] } {
  const result = schema["~standard"].validate(given);
  if (result instanceof Promise) throw new RangeError(`${place}: the schema must not be asynchronous`);
  if (result.issues === undefined) return { value: result.value, problems: [] };
  const misspelt = result.issues // unknown keys often cause other mistakes
    .filter((issue) => "keys" in issue)
    .sort((a, b) => (a.path?.length ?? 0) - (b.path?.length ?? 0));
  const problems = (misspelt.length > 0 ? misspelt : result.issues).flatMap((issue) => {
    const keys = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
    return readProblems(issue, joinPath(place, keys), knownNames(schema, keys));
  });
  if (problems.length === 0) throw new RangeError(`${place}: the schema refuses the value, but reports no issue`);
  return { problems };
}

/** Such as `carrierHours["sms.main"].hours`. */
function joinPath(place: string, keys: readonly string[]): string {
  const parts = keys.map((key) => (/^[\w $-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`));
  return `${place}${parts.join("")}`.replace(/^\./, "");
}

/** Validates a value; `at` is its path in errors. @throws {ConfigError} `config/invalid`, with every problem */
export function checkedBy<T>(schema: PluginSchema<unknown, T>, value: unknown, at: string): T {
  const read = readBySchema(at, schema, value);
  refuseProblems(read.problems);
  return read.value as T;
}

function readProblems(issue: SchemaIssue, path: string, known: readonly string[]): readonly Problem[] {
  const { keys, issues } = issue as { readonly keys?: readonly string[]; readonly issues?: readonly SchemaIssue[] };
  if (keys === undefined || known.length === 0) return [{ path, advice: issues?.[0]?.message ?? issue.message }];
  return unknownNames(Object.fromEntries(keys.map((key) => [key, true])), known, path);
}

interface SchemaNode {
  readonly shape?: Readonly<Record<string, SchemaNode>>;
  readonly def?: Readonly<Partial<Record<"innerType" | "valueType" | "element" | "in", SchemaNode>>>;
}

/** Returns the keys that a zod schema allows at a path; none for a schema of another library. */
function knownNames(schema: unknown, path: readonly string[]): readonly string[] {
  let node = bare(schema as SchemaNode);
  for (const key of path) node = bare(node?.shape?.[key] ?? node?.def?.valueType ?? node?.def?.element);
  return Object.keys(node?.shape ?? {});
}

function bare(node: SchemaNode | undefined): SchemaNode | undefined {
  const inner = node?.def?.innerType ?? node?.def?.in;
  return inner === undefined ? node : bare(inner);
}
