import {
  type Cause,
  type Channel,
  ConfigError,
  channelOfProvider,
  checkOptions,
  type Duration,
  type EnrollmentState,
  type Instant,
  MessageError,
  nameAll,
  parseDuration,
  type Recipient,
  splitChunks,
  type TimelineEntry,
} from "@relance/spec";
import type { EngineOptions } from "./engine-options.ts";
import { isRetryable } from "./patience.ts";
import type { Wakeup } from "./wakeup.ts";

const POLL_MS = 500;
const MOST = 5_000;

export type Outcome<Answer extends string = string> =
  | {
      readonly status: "confirmed";
      readonly answer: Answer;
      /** Channel of the link or reply; absent after a confirmation by an operator or by `acknowledge`. */
      readonly channel?: Channel | undefined;
      /** Provider of the last message on `channel` before the confirmation. */
      readonly provider?: string | undefined;
      readonly at: Instant;
      /** True if the recipient confirmed after the deadline. */
      readonly late: boolean;
    }
  | {
      /** The recipient's steps ended without a confirmation. To wait for a later confirmation, call again. */
      readonly status: "unreached";
      readonly state: Extract<EnrollmentState, "exhausted" | "expired" | "suppressed">;
      readonly cause: Cause | string;
    }
  | { readonly status: "cancelled"; readonly cause: Cause | string }
  /** There is no outcome yet: the timeout passed, or the gateway was closed. */
  | { readonly status: "open" };

export interface OutcomeOptions {
  /** Maximum time to wait; `0s` returns the current status. @default until the recipient's last step ends */
  readonly timeout?: Duration | undefined;
}

export interface Outcomes {
  of(enrollment: number, options?: OutcomeOptions): Promise<Outcome>;
  close(): void;
}

const NAMES = nameAll<OutcomeOptions>()("timeout");

/** One loop polls for all waiting calls, so that 5,000 of them need one SQL statement every half second. */
export function createOutcomes({
  store,
  runtime,
  news,
  idleMs = POLL_MS,
}: Pick<EngineOptions, "store" | "runtime" | "idleMs"> & { readonly news: Wakeup }): Outcomes {
  const waiting = new Map<number, Set<AbortController>>();
  const closing = new AbortController();
  let isPolling = false;

  async function poll(): Promise<void> {
    isPolling = true;
    const subscription = news.subscribe();
    while (waiting.size > 0 && !closing.signal.aborted) {
      for (const enrollment of await endedAmong([...waiting.keys()])) release(enrollment);
      if (waiting.size > 0) await subscription.wait(idleMs, closing.signal);
    }
    isPolling = false;
  }

  async function endedAmong(enrollments: readonly number[]): Promise<number[]> {
    const ended: number[] = [];
    for (const some of splitChunks(enrollments, MOST)) {
      const { hasEnded } = await store.statuses({ enrollments: some });
      ended.push(...some.filter((_, place) => hasEnded[place]));
    }
    return ended;
  }

  function release(enrollment: number): void {
    for (const wait of waiting.get(enrollment) ?? []) wait.abort();
  }

  function pollWhileAwaited(): void {
    if (isPolling) return;
    poll().catch(async (error: unknown) => {
      isPolling = false;
      if (!isRetryable(error)) return [...waiting.keys()].forEach(release);
      await runtime.sleep(POLL_MS, closing.signal);
      pollWhileAwaited();
    });
  }

  async function wait(enrollment: number, timeoutMs: number | undefined): Promise<void> {
    const over = new AbortController();
    const all = waiting.get(enrollment) ?? new Set();
    waiting.set(enrollment, all.add(over));
    pollWhileAwaited();
    if (timeoutMs === undefined) await new Promise((resolve) => over.signal.addEventListener("abort", resolve));
    else await runtime.sleep(timeoutMs, over.signal);
    over.abort();
    all.delete(over);
    if (all.size === 0) waiting.delete(enrollment);
  }

  async function read(enrollment: number): Promise<Outcome> {
    const person = await store.read({ enrollment }).catch((error: unknown) => {
      if (!closing.signal.aborted) throw error;
      return "closed" as const;
    });
    if (person === "closed") return { status: "open" };
    if (person === undefined)
      throw new MessageError("message/unknown-recipient", "no recipient with that key is enrolled");
    return toOutcome(person);
  }

  return {
    async of(enrollment, options = {}) {
      checkOptions("outcome", options, NAMES);
      const { timeout } = options;
      const timeoutMs = parseDuration(timeout);
      if (timeout !== undefined && timeoutMs === undefined)
        throw new ConfigError("config/invalid", "timeout: write a duration such as 30s, 15m or 2h");
      const now = await read(enrollment);
      if (now.status !== "open" || timeoutMs === 0 || closing.signal.aborted) return now;
      await wait(enrollment, timeoutMs);
      return read(enrollment);
    },
    close() {
      closing.abort();
      for (const enrollment of waiting.keys()) release(enrollment);
    },
  };
}

function toOutcome({ state, cause, answer = "", late, timeline, readAt }: Recipient): Outcome {
  if (state === "acknowledged") {
    const place = timeline.findLastIndex(({ type }) => type === "enrollment.acknowledged");
    const { at = readAt, detail = answer, channel } = timeline[place] ?? {};
    const provider = channel && lastMessage(timeline.slice(0, place), channel)?.provider;
    return { status: "confirmed", answer: detail, channel, provider, at, late };
  }
  if (state === "cancelled") return { status: "cancelled", cause };
  if (state === "pending" || state === "active") return { status: "open" };
  return { status: "unreached", state, cause };
}

/** Events of attempts that no provider accepted. The recipients of these attempts got no link. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["attempt.rejected", "attempt.deferred", "attempt.not-sent"]);

export function lastMessage(timeline: Recipient["timeline"], channel: Channel): TimelineEntry | undefined {
  const notTaken = new Set(timeline.flatMap(({ type, attemptId }) => (NOT_TAKEN.has(type) ? attemptId : [])));
  return timeline.findLast(
    ({ type, provider = "", attemptId }) =>
      type === "attempt.submitted" && channelOfProvider(provider) === channel && !notTaken.has(attemptId),
  );
}
