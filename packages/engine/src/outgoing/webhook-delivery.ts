import { RelanceError } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { LeasedTurn } from "../base/leased-task.ts";
import { within } from "../base/patience.ts";
import { type ParkedPayload, type WebhookMemory, type WebhookStop, webhookTask } from "./webhook-memory.ts";
import { isAway, notTaken, taken, type WebhookFailure } from "./webhook-outcome.ts";
import { type WebhookConsumer, webhookPayload } from "./webhook-payload.ts";
import { nothingIfExpired, type ReadPayload, readOn, readParked } from "./webhook-reading.ts";
import { cursorStartAt } from "./webhook-replay.ts";

/** One process at a time tells a consumer; another resumes where it stopped once this is over. */
const LEASE_MS = 60_000;
/** No request begins later in a turn, and each is over by then: both together lie well within the lease. */
const TURN_MS = 10_000;
const POST_MS = 40_000;
/** A worker that stops waits this long for answers: what it does not hear is told again by the next. */
const LAST_MS = 5_000;
const AT_ONCE = 4;
/** So many requests wait on their own; beyond that the receiver refuses too much to be told more. */
const MOST_PARKED = 500;

/** Tells one consumer what has happened. Never throws. A failing consumer delays no other. */
export type WebhookDelivery = (signal: AbortSignal) => Promise<void>;

/** One turn for each consumer: none waits for another. */
export function createWebhookDeliveries(context: EngineContext): readonly WebhookDelivery[] {
  const { webhooks = [] } = context.options;
  return webhooks.map((consumer) => async (signal) => {
    try {
      await webhookTask(context, consumer.name, LEASE_MS).run((leased) => turn(context, consumer, leased, signal));
    } catch (error) {
      const code = RelanceError.is(error) ? error.code : "unknown";
      context.log({ level: "error", event: "webhook.turn-failed", facts: { to: consumer.name, code } });
    }
  });
}

async function turn(
  context: EngineContext,
  consumer: WebhookConsumer,
  leased: LeasedTurn<WebhookMemory | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const { store, runtime, log } = context;
  const { name } = consumer;
  const startedAt = runtime.now();
  const now = () => leased.now + (runtime.now() - startedAt);
  let memory = leased.memory ?? (await cursorStartAt(store, leased.now));
  const done = new AbortController();
  const hanging = new AbortController();
  const stopSoon = () => void runtime.sleep(LAST_MS, done.signal).then(() => hanging.abort());
  signal.addEventListener("abort", stopSoon, { once: true });

  const mayGoOn = () =>
    leased.isOurs &&
    !signal.aborted &&
    memory.stopped === undefined &&
    memory.retryAt <= now() &&
    runtime.now() - startedAt < TURN_MS;

  function stop(why: WebhookStop): undefined {
    memory = { ...memory, stopped: { at: now(), why } };
    log({ level: "error", event: "webhook.stopped", facts: { to: name, why } });
  }

  function lose(payloads: readonly ParkedPayload[], code: string): void {
    for (const { ids } of payloads)
      log({ level: "error", event: "webhook.lost", facts: { to: name, event: ids[0], events: ids.length, code } });
  }

  /** What is due of what waits, else what is new; to a receiver that is away, what it has not failed at yet comes first. */
  async function next(): Promise<readonly ReadPayload[] | undefined> {
    const away = isAway(memory);
    const due = memory.parked.filter(({ retryAt, tries }) => (away ? tries === 0 : retryAt <= now()));
    if (due.length > 0) return parked(due);
    if (memory.parked.length < MOST_PARKED) {
      const read = await readOn(store, consumer, memory).catch(nothingIfExpired);
      if (read === undefined) return stop("events/cursor-expired");
      memory = read.memory;
      if (read.payloads.length > 0 || !read.isEnd) return read.payloads;
    }
    const longest = away ? memory.parked.toSorted((a, b) => (a.triedAt ?? 0) - (b.triedAt ?? 0)) : [];
    return longest.length === 0 ? undefined : parked(longest.slice(0, 1));
  }

  async function parked(payloads: readonly ParkedPayload[]): Promise<readonly ReadPayload[]> {
    const read = await readParked(store, payloads);
    const gone = new Set(read.missing);
    memory = { ...memory, parked: memory.parked.filter((one) => !gone.has(one)), lost: memory.lost + gone.size };
    lose(read.missing, "events/cursor-expired");
    return read.payloads;
  }

  async function tell({ payload, events }: ReadPayload): Promise<void> {
    const request = webhookPayload(events, consumer.batch !== undefined, runtime.hash);
    const postedAt = runtime.now();
    const measure = (errorCode?: string) =>
      context.options.metrics?.webhook({ to: name, errorCode, ms: runtime.now() - postedAt });
    try {
      await within(context, hanging.signal, POST_MS, (inTime) => consumer.post(request, inTime));
      measure();
      if (isAway(memory)) log({ level: "info", event: "webhook.back", facts: { to: name } });
      memory = taken(memory, payload, now());
    } catch (error) {
      if (hanging.signal.aborted) return; // we were stopped: that is no failure
      const failure = failureOf(error);
      const { code } = failure;
      measure(code);
      const wasStopped = memory.stopped !== undefined;
      const after = notTaken(memory, payload, failure, now());
      memory = after.memory;
      const facts = { to: name, id: request.id, code, tries: payload.tries + 1 };
      log({ level: "warn", event: "webhook.delayed", facts });
      if (after.isLost) lose([payload], code);
      if (!wasStopped && memory.stopped !== undefined) stop(memory.stopped.why);
    }
  }

  async function tellAll(payloads: readonly ReadPayload[]): Promise<void> {
    const wasAway = isAway(memory);
    const queue = (wasAway ? payloads.slice(0, 1) : payloads).values();
    const sendInTurn = async () => {
      for (const payload of queue) {
        if (!mayGoOn() || (!wasAway && isAway(memory))) return; // the rest is parked, untried
        await tell(payload);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendInTurn));
  }

  try {
    await leased.save(memory); // a new consumer's start
    while (mayGoOn()) {
      const payloads = await next();
      if (payloads === undefined) break;
      await tellAll(payloads);
      await leased.save(memory);
    }
  } finally {
    signal.removeEventListener("abort", stopSoon);
    done.abort();
    await leased.save(memory, { release: true }); // an operator or another worker may continue immediately
  }
}

function failureOf(error: unknown): WebhookFailure {
  const facts = error as { readonly vendorCode?: string; readonly retryAfterMs?: number };
  const code = RelanceError.is(error) ? error.code : "unknown";
  const isRefusal = code === "provider/refused" || code === "provider/forbidden-address";
  return { code, isRefusal, isGone: facts?.vendorCode === "410", retryAfterMs: facts?.retryAfterMs };
}
