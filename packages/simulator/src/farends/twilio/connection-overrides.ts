/** When a callback is repeated: `ct` no connection, `rt` no answer in time, or an answer of that class. */
export type RetryPolicy = "ct" | "rt" | "4xx" | "5xx";

/** How Twilio delivers one callback. */
export interface ConnectionOverrides {
  /** Repetitions after the first try. */
  readonly retries: number;
  readonly policies: readonly RetryPolicy[];
  /** For one answer, in milliseconds. */
  readonly answerMs: number;
  /** For all tries together, in milliseconds. */
  readonly totalMs: number;
}

const ALL: readonly RetryPolicy[] = ["ct", "rt", "4xx", "5xx"];

/** Reads the fragment that a callback address may carry, such as `#rc=3&rp=all&tt=15000`. */
export function connectionOverrides(url: string): ConnectionOverrides {
  const given = new URLSearchParams(url.split("#", 2)[1] ?? "");
  const policies = (given.get("rp") ?? "ct").split(",");
  return {
    retries: within(given.get("rc"), 0, 5, 1),
    policies: policies.includes("all") ? ALL : ALL.filter((policy) => policies.includes(policy)),
    answerMs: within(given.get("rt"), 100, 15_000, 15_000),
    totalMs: within(given.get("tt"), 100, 15_000, 15_000),
  };
}

function within(text: string | null, least: number, most: number, otherwise: number): number {
  const number = Number(text);
  if (text === null || text === "" || !Number.isFinite(number)) return otherwise;
  return Math.min(most, Math.max(least, Math.trunc(number)));
}
