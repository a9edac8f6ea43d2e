import { createPrivateKey, type KeyObject } from "node:crypto";
import { cannotBeSetUp, type Duration, type Problem, type Provider, parseDuration } from "@relance/spec";
import type { AcceptRule } from "./answer-reader.ts";
import { type ErrorName, isErrorName } from "./error-table.ts";
import { isSafeTarget } from "./private-address.ts";
import type { RequestSigner } from "./signed-request.ts";

/** If `holds` is false, reports a mistake at `path` with this advice. */
export type Expect = (holds: boolean, path: string, advice: string) => void;

/** Returns what `read` returns. @throws {ConfigError} `config/invalid`, with every reported mistake */
export function checked<T>(kind: string, read: (expect: Expect) => T | undefined): T {
  const problems: Problem[] = [];
  const made = read((holds, path, advice) => {
    if (!holds) problems.push({ path, advice });
  });
  if (problems.length > 0) throw cannotBeSetUp(kind, problems);
  return made as T;
}

/** A limit of time, such as `10s` or `500ms`. */
export type TimeLimit = Duration | `${bigint}ms`;

/** Returns a limit in milliseconds; NaN for a text that is not a limit. */
export function limitMs(limit: TimeLimit | undefined, fallback: TimeLimit): number {
  const text: unknown = limit ?? fallback;
  if (typeof text !== "string") return Number.NaN;
  const [, ms] = /^(\d{1,9})ms$/.exec(text) ?? [];
  return ms === undefined ? (parseDuration(text) ?? Number.NaN) : Number(ms);
}

/** Reports a limit that is not a positive duration. */
export function checkTime(limit: TimeLimit | undefined, path: string, expect: Expect): void {
  expect(limitMs(limit, "1s") > 0, path, "write a duration such as 10s or 500ms");
}

export interface CallLimits {
  /** Timeout of one request, connecting included, such as `10s` or `500ms`. @default "10s" */
  readonly timeout?: TimeLimit | undefined;
  /** Maximum number of parallel requests. @default 32 */
  readonly concurrency?: number | undefined;
  /** Maximum messages per second, over all workers. @default no limit */
  readonly perSecond?: number | undefined;
}

/** Options of a provider for apps or browsers, which send receipts themselves. */
export interface DeviceOptions extends CallLimits {
  /** True if recipients' devices send receipts, for which relance then waits. @default true */
  readonly receipts?: boolean | undefined;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string | undefined;
  /** The clock that decides when signatures are renewed and messages expire. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** The engine's timeout exceeds the request timeout by this much. */
const SLACK_MS = 500;

export interface ReadLimits {
  readonly timeoutMs: number;
  readonly concurrency: number;
  /** The limits in the form that a provider declares. */
  readonly limits: Pick<Provider, "concurrency" | "perSecond"> & { readonly sendBudgetMs: number };
}

/** Reads the limits. `most` is the default of `concurrency`. */
export function readLimits(options: CallLimits, most = 32): ReadLimits {
  const { timeout, concurrency = most, perSecond } = options;
  const timeoutMs = limitMs(timeout, "10s");
  const limits = { sendBudgetMs: timeoutMs + SLACK_MS, concurrency };
  return { timeoutMs, concurrency, limits: perSecond === undefined ? limits : { ...limits, perSecond } };
}

/** Reports limits that are not positive. */
export function checkLimits({ timeout, concurrency = 1, perSecond = 1 }: CallLimits, expect: Expect): void {
  checkTime(timeout, "timeout", expect);
  expect(Number.isInteger(concurrency) && concurrency > 0, "concurrency", "write a number such as 32");
  expect(perSecond > 0, "perSecond", "write a number such as 20");
}

/** Parses a URL that receives credentials, and reports a mistake if the URL is unsafe. */
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

/** Parses a PEM private key; `undefined` for any other value. Drops the parser's error, which may quote the key. */
export function privateKey(pem: unknown): KeyObject | undefined {
  try {
    return createPrivateKey(typeof pem === "string" ? pem : "");
  } catch {
    return undefined;
  }
}

/** The options that descriptions of SMS gateways and of mail services share. */
export interface DescribedApi {
  /** Headers with credentials, such as `{ authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Computes headers that authenticate a request, for APIs to which fixed headers are not enough. */
  readonly sign?: RequestSigner | undefined;
  /** Which answers mean that the message was accepted. @default every 2xx */
  readonly accept?: AcceptRule | undefined;
  /** Error code → meaning. All meanings except `uncertain` mean that the message was not sent. */
  readonly errors?: Readonly<Record<string, ErrorName>> | undefined;
  /** HTTP status → meaning, where it differs from the usual meaning. */
  readonly statuses?: Readonly<Record<string, ErrorName>> | undefined;
  /** A URL for `relance doctor` that answers 2xx to valid credentials and has no side effects. */
  readonly probe?: string | undefined;
}

/** Reports headers with invalid characters, and unknown meanings of errors and statuses. */
export function checkWords({ headers = {}, errors = {}, statuses = {} }: DescribedApi, expect: Expect): void {
  for (const [name, value] of Object.entries(headers)) {
    expect(/^[\t\x20-\x7e]*$/.test(value), `headers.${name}`, "write the value on one line, in ASCII");
  }
  for (const [table, names] of Object.entries({ errors, statuses })) {
    for (const [code, name] of Object.entries(names)) expect(isErrorName(name), `${table}.${code}`, "no such meaning");
  }
  for (const status of Object.keys(statuses)) {
    expect(/^[1-5]\d\d$/.test(status), `statuses.${status}`, "write an HTTP status such as 409");
  }
}
