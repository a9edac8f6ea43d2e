import { type PluginHost, type PluginTurn, RelanceError } from "@relance/spec";
import type { Webhook } from "./config.ts";
import { type ParkedPayload, readMemory, type WebhookStop } from "./memory.ts";
import { isAway, notTaken, taken, type WebhookFailure } from "./outcome.ts";
import { webhookPayload } from "./payload.ts";
import { nothingIfExpired, type ReadPayload, readOn, readParked } from "./reading.ts";
import { newMemory } from "./replay.ts";

/** A run starts no request after this time. A request takes at most 35 s, so the run ends within 40 s. */
const TURN_MS = 5_000;
/** A worker that shuts down waits this long for pending requests. The next worker repeats the unanswered ones. */
const LAST_MS = 5_000;
const AT_ONCE = 4;
/** While more failed requests than this wait for a retry, the webhook reads no new events. */
const MOST_PARKED = 500;

export async function deliver(
  host: PluginHost,
  webhook: Webhook,
  turn: PluginTurn,
  signal: AbortSignal,
): Promise<void> {
  const { clock, events, log } = host;
  const { name } = webhook;
  const startedAt = clock.now();
  const now = () => turn.now + (clock.now() - startedAt);
  let memory = readMemory(turn.memory) ?? (await newMemory(host.read, turn.now));
  let isOurs = true;
  let saved = turn.memory;
  const done = new AbortController();
  const hanging = new AbortController();
  const stopSoon = () => void clock.sleep(LAST_MS, done.signal).then(() => hanging.abort());
  signal.addEventListener("abort", stopSoon, { once: true });

  async function save(): Promise<void> {
    const text = JSON.stringify(memory);
    if (isOurs && text !== saved) isOurs = await turn.save(text);
    saved = text;
  }

  const mayContinue = () =>
    isOurs &&
    !signal.aborted &&
    memory.stopped === undefined &&
    memory.retryAt <= now() &&
    clock.now() - startedAt < TURN_MS;

  function stop(why: WebhookStop): undefined {
    memory = { ...memory, stopped: { at: now(), why } };
    log({ level: "error", event: "webhook.stopped", facts: { to: name, why } });
  }

  function lose(payloads: readonly ParkedPayload[], code: string): void {
    for (const { ids } of payloads)
      log({ level: "error", event: "webhook.lost", facts: { to: name, event: ids[0], events: ids.length, code } });
  }

  /**
   * Returns requests that are due for a retry, or new events. While the receiver is down, new events precede retries.
   */
  async function next(): Promise<readonly ReadPayload[] | undefined> {
    const away = isAway(memory);
    const due = memory.parked.filter(({ retryAt, tries }) => (away ? tries === 0 : retryAt <= now()));
    if (due.length > 0) return parked(due);
    if (memory.parked.length < MOST_PARKED) {
      const read = await readOn(events, webhook, memory).catch(nothingIfExpired);
      if (read === undefined) return stop("events/cursor-expired");
      memory = read.memory;
      if (read.payloads.length > 0 || !read.isEnd) return read.payloads;
    }
    const longest = away ? memory.parked.toSorted((a, b) => (a.triedAt ?? 0) - (b.triedAt ?? 0)) : [];
    return longest.length === 0 ? undefined : parked(longest.slice(0, 1));
  }

  async function parked(payloads: readonly ParkedPayload[]): Promise<readonly ReadPayload[]> {
    const read = await readParked(events, payloads);
    const gone = new Set(read.missing);
    memory = { ...memory, parked: memory.parked.filter((one) => !gone.has(one)), lost: memory.lost + gone.size };
    lose(read.missing, "events/cursor-expired");
    return read.payloads;
  }

  async function tell({ payload, events: told }: ReadPayload): Promise<void> {
    const request = webhookPayload(told, webhook.batch !== undefined);
    try {
      await host.post(name, request, hanging.signal);
      if (isAway(memory)) log({ level: "info", event: "webhook.back", facts: { to: name } });
      memory = taken(memory, payload, now());
    } catch (error) {
      if (hanging.signal.aborted) return; // this process aborted the request, so the request has not failed
      const failure = toFailure(error);
      const { code } = failure;
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
        if (!mayContinue() || (!wasAway && isAway(memory))) return; // the remaining requests wait until the next run
        await tell(payload);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendInTurn));
  }

  try {
    await save(); // stores the position at which a new webhook begins
    while (mayContinue()) {
      const payloads = await next();
      if (payloads === undefined) break;
      await tellAll(payloads);
      await save();
    }
  } finally {
    signal.removeEventListener("abort", stopSoon);
    done.abort();
    await save();
  }
}

function toFailure(error: unknown): WebhookFailure {
  const facts = error as { readonly vendorCode?: string; readonly retryAfterMs?: number };
  const code = RelanceError.is(error) ? error.code : "unknown";
  const isRefusal = code === "provider/refused" || code === "provider/forbidden-address";
  return { code, isRefusal, isGone: facts?.vendorCode === "410", retryAfterMs: facts?.retryAfterMs };
}
