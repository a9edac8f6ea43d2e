import { definePlugin, type Plugin, type PluginHost, type PluginTask, RelanceError } from "@relance/spec";
import { type AlertLine, alertLines } from "./alert-lines.ts";
import { type AlertsConfig, config, type ReadAlertsConfig } from "./alerts-config.ts";
import {
  type Alert,
  type AlertMemory,
  IDLE_LINE,
  type LineMemory,
  notice,
  readAlertMemory,
  readRecent,
} from "./notice.ts";

/** Timeout of one message, so that a run with two messages ends within the lease of the task. */
const TELL_MS = 30_000;

/** Finds changes of incidents and sends alerts about them. A receiver that fails delays no other receiver. */
function createAlerter(host: PluginHost, config: ReadAlertsConfig): PluginTask["run"] {
  const lines = alertLines(host, config);

  return async ({ memory: data, now, save }, signal) => {
    const before = readAlertMemory(data);
    const found = notice(before, await readRecent(host.read, before), config.from, now);
    const names = lines.map(({ name }) => name);
    let memory: AlertMemory = { ...found.memory, lines: queued(before?.lines, names, found.alerts, now) };
    let isOurs = true;
    let saved = data;
    let saving: Promise<unknown> = store(); // saved before alerts are sent, so that no change is reported twice
    await saving;

    async function store(): Promise<void> {
      const text = JSON.stringify(memory);
      if (text !== saved && isOurs) isOurs = await save(text);
      saved = text;
    }

    async function change(name: string, next: LineMemory): Promise<void> {
      memory = { ...memory, lines: { ...memory.lines, [name]: next } };
      saving = saving.then(store); // an older state must not replace a newer state
      await saving;
    }

    async function serve(line: AlertLine): Promise<void> {
      const { name } = line;
      for (const alerts of shareOut(memory.lines[name] ?? IDLE_LINE, config.perHour, now)) {
        if (signal.aborted || !isOurs) return;
        const facts = { to: name, ...factsOf(alerts) };
        const code = await tell(host, line, alerts, signal);
        if (signal.aborted && code !== undefined) return; // a call that the worker aborted does not count as failed
        if (code !== undefined) {
          const { line: next, givenUp } = failed(memory.lines[name] ?? IDLE_LINE, now);
          host.log({ level: "warn", event: "alert.delayed", facts: { ...facts, code, tries: next.tries } });
          for (const lost of givenUp)
            host.log({ level: "error", event: "alert.failed", facts: { to: name, ...factsOf([lost]), code } });
          await change(name, next);
          return;
        }
        host.log({ level: "info", event: "alert.sent", facts });
        await change(name, told(memory.lines[name] ?? IDLE_LINE, alerts, now));
      }
    }

    const ends = await Promise.allSettled(lines.map(serve)); // no message of this run continues during the next run
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  };
}

async function tell(
  { clock }: PluginHost,
  line: AlertLine,
  alerts: readonly Alert[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const late = new AbortController();
  const done = new AbortController();
  void clock.sleep(TELL_MS, done.signal).then(() => late.abort());
  try {
    await line.tell(alerts, AbortSignal.any([signal, late.signal]));
    return undefined;
  } catch (error) {
    return RelanceError.is(error) ? error.code : "unknown";
  } finally {
    done.abort();
  }
}

function factsOf([first, ...more]: readonly Alert[]): Readonly<Record<string, string | number | undefined>> {
  return { incident: first?.incident, change: first?.change, more: more.length === 0 ? undefined : more.length };
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const FIRST_RETRY_MS = MINUTE_MS / 2;
const LONGEST_RETRY_MS = 15 * MINUTE_MS;
/** Alerts that could not be sent within this time are dropped. */
const KEPT_MS = 6 * HOUR_MS;

/** Returns the due messages of a receiver: single alerts up to the hourly limit, then one combined message. */
export function shareOut(line: LineMemory, perHour: number, now: number): readonly (readonly Alert[])[] {
  const isResting = now < line.retryAt && line.retryAt - now <= LONGEST_RETRY_MS; // `retryAt` is later only if the system clock was set back
  if (isResting) return [];
  const free = perHour - line.sentAt.filter((at) => isLately(at, now)).length;
  if (free <= 0 || line.waiting.length === 0) return [];
  const alone = line.waiting.length <= free ? line.waiting.length : free - 1;
  const rest = line.waiting.slice(alone);
  return [...line.waiting.slice(0, alone).map((alert) => [alert]), ...(rest.length === 0 ? [] : [rest])];
}

export function awaiting(line: LineMemory, alert: Alert): LineMemory {
  return { ...line, waiting: [...line.waiting.filter(({ incident }) => incident !== alert.incident), alert] };
}

/** Adds alerts to each queue. Another process may still serve a receiver that is not configured here. */
export function queued(
  before: Readonly<Record<string, LineMemory>> = {},
  own: readonly string[],
  alerts: readonly Alert[],
  now: number,
): Readonly<Record<string, LineMemory>> {
  const lines: Record<string, LineMemory> = {};
  for (const name of new Set([...own, ...Object.keys(before)])) {
    const line = alerts.reduce(awaiting, before[name] ?? IDLE_LINE);
    const waiting = own.includes(name) ? line.waiting : line.waiting.filter(({ at }) => now - at < KEPT_MS);
    if (own.includes(name) || waiting.length > 0 || line.sentAt.some((at) => isLately(at, now)))
      lines[name] = { ...line, waiting };
  }
  return lines;
}

export function told(line: LineMemory, alerts: readonly Alert[], now: number): LineMemory {
  const done = new Set(alerts.map(({ id }) => id));
  return {
    waiting: line.waiting.filter(({ id }) => !done.has(id)),
    sentAt: [...line.sentAt.filter((at) => isLately(at, now)), now],
    tries: 0,
    retryAt: 0,
  };
}

export function failed(
  line: LineMemory,
  now: number,
): { readonly line: LineMemory; readonly givenUp: readonly Alert[] } {
  const tries = line.tries + 1;
  const retryMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  const isTooOld = ({ at }: Alert) => now - at >= KEPT_MS;
  return {
    line: { ...line, waiting: line.waiting.filter((one) => !isTooOld(one)), tries, retryAt: now + retryMs },
    givenUp: line.waiting.filter(isTooOld),
  };
}

/** A clock that was set back must not silence alerts. */
function isLately(at: number, now: number): boolean {
  return Math.abs(now - at) < HOUR_MS;
}

/** Reports an incident when it opens, gets worse and ends. @throws {ConfigError} `config/invalid` */
export const alerts: (config: AlertsConfig) => Plugin = definePlugin({
  name: "alerts",
  config,
  posts: ({ webhook }) => (webhook === undefined ? {} : { webhook }),
  start: (host, read) => ({
    tasks: [{ name: "report", everyMs: 2_000, run: createAlerter(host, read) }],
    async findings() {
      const ways = (["webhook", "call"] as const).filter((way) => read[way] !== undefined);
      return [{ isFine: true, fact: ways.join(", ") }];
    },
  }),
});
