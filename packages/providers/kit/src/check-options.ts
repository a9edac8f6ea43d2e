import { cannotBeSetUp, type Problem } from "@relance/spec";
import { type ErrorName, isErrorName } from "./error-table.ts";
import { isSafeTarget } from "./private-address.ts";

/** Notes a mistake in the options unless `holds`. */
export type Expect = (holds: boolean, path: string, advice: string) => void;

/**
 * What `read` makes of a provider's options; it may answer `undefined` where it has noted a mistake.
 *
 * @throws {ConfigError} `config/invalid`, with every mistake that it has noted
 */
export function checked<T>(kind: string, read: (expect: Expect) => T | undefined): T {
  const problems: Problem[] = [];
  const made = read((holds, path, advice) => {
    if (!holds) problems.push({ path, advice });
  });
  if (problems.length > 0) throw cannotBeSetUp(kind, problems);
  return made as T;
}

/** How fast a provider is asked. */
export interface CallLimits {
  /** For one request, connecting included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Requests in flight at once. @default 32 */
  readonly concurrency?: number | undefined;
  /** Most messages a second, over all workers. @default as fast as it goes */
  readonly perSecond?: number | undefined;
}

/** Notes limits that are no numbers above 0. */
export function checkLimits({ timeoutMs = 1, concurrency = 1, perSecond = 1 }: CallLimits, expect: Expect): void {
  expect(timeoutMs > 0 && Number.isFinite(timeoutMs), "timeoutMs", "write milliseconds, such as 10000");
  expect(Number.isInteger(concurrency) && concurrency > 0, "concurrency", "write a number such as 32");
  expect(perSecond > 0, "perSecond", "write a number such as 20");
}

/** An address that may be asked with credentials; for any other a mistake is noted. */
export function checkUrl(
  address: unknown,
  path: string,
  expect: Expect,
  advice = "write https://…; plain http is for private addresses",
): URL | undefined {
  const url = typeof address === "string" ? URL.parse(address) : null;
  const isSafe = url !== null && isSafeTarget(url);
  expect(isSafe, path, advice);
  return isSafe ? url : undefined;
}

/** What a provider's API that is described in a configuration is asked and answers with. */
export interface DescribedWords {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly errors?: Readonly<Record<string, ErrorName>> | undefined;
  readonly statuses?: Readonly<Record<string, ErrorName>> | undefined;
}

/** Notes headers that HTTP cannot carry, and meanings that there are not. */
export function checkWords({ headers = {}, errors = {}, statuses = {} }: DescribedWords, expect: Expect): void {
  for (const [name, value] of Object.entries(headers)) {
    expect(/^[\t\x20-\x7e]*$/.test(value), `headers.${name}`, "write it on one line, in ASCII");
  }
  for (const [table, names] of Object.entries({ errors, statuses })) {
    for (const [code, name] of Object.entries(names)) expect(isErrorName(name), `${table}.${code}`, "no such meaning");
  }
  for (const status of Object.keys(statuses)) {
    expect(/^[1-5]\d\d$/.test(status), `statuses.${status}`, "write an HTTP status such as 409");
  }
}
