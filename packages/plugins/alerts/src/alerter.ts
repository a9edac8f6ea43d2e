import { definePlugin, type Plugin, type PluginHost, type PluginTask, RelanceError } from "@relance/spec";
import { type Receiver, tellReceiver } from "./alert-lines.ts";
import { type AlertsConfig, config, type ReadAlertsConfig } from "./alerts-config.ts";
import { type Alert, type AlertMemory, NOTHING_TOLD, notice, readAlertMemory, readRecent } from "./notice.ts";

/** Timeout for sending one alert message. A run sends at most two messages, so it ends before the lease of its task. */
const TELL_MS = 30_000;

/** Reports changes of incidents. Each receiver has a separate task, so a slow receiver does not delay others. */
function createAlerter(host: PluginHost, config: ReadAlertsConfig, to: Receiver): PluginTask["run"] {
  return async ({ memory: data, now, save }, signal) => {
    const before = readAlertMemory(data);
    const found = notice(before, await readRecent(host.read, before), config.from, now);
    let memory = found.alerts.reduce(awaiting, { ...(before ?? NOTHING_TOLD), ...found.memory });
    let saved = data;

    async function store(): Promise<boolean> {
      const text = JSON.stringify(memory);
      const isOurs = text === saved || (await save(text));
      saved = text;
      return isOurs;
    }

    for (const alerts of shareOut(memory, config.perHour, now)) {
      // stores the new state first, so that a crash cannot report a change twice
      if (!(await store()) || signal.aborted) return;
      const facts = { to, ...alertFacts(alerts) };
      const code = await tell(host, config, to, alerts, signal);
      if (code !== undefined) {
        if (signal.aborted) return; // if the worker aborted the call, the alert has not failed
        const { line, givenUp } = failed(memory, now);
        memory = line;
        host.log({ level: "warn", event: "alert.delayed", facts: { ...facts, code, tries: line.tries } });
        for (const lost of givenUp)
          host.log({ level: "error", event: "alert.failed", facts: { to, ...alertFacts([lost]), code } });
        break;
      }
      host.log({ level: "info", event: "alert.sent", facts });
      memory = told(memory, alerts, now);
    }
    await store();
  };
}

async function tell(
  host: PluginHost,
  { call }: ReadAlertsConfig,
  to: Receiver,
  alerts: readonly Alert[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const late = new AbortController();
  const done = new AbortController();
  void host.clock.sleep(TELL_MS, done.signal).then(() => late.abort());
  try {
    await tellReceiver(host, to, alerts, { call, signal: AbortSignal.any([signal, late.signal]) });
    return undefined;
  } catch (error) {
    return RelanceError.is(error) ? error.code : "unknown";
  } finally {
    done.abort();
  }
}

function alertFacts([first, ...more]: readonly Alert[]): Readonly<Record<string, string | number | undefined>> {
  return { incident: first?.incident, change: first?.change, more: more.length === 0 ? undefined : more.length };
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const FIRST_RETRY_MS = MINUTE_MS / 2;
const LONGEST_RETRY_MS = 15 * MINUTE_MS;
/** An alert that could not be sent for this long is dropped. */
const KEPT_MS = 6 * HOUR_MS;

/** Returns the messages to send now: one per alert up to the hourly limit, then one that combines all other alerts. */
export function shareOut(line: AlertMemory, perHour: number, now: number): readonly (readonly Alert[])[] {
  const isResting = now < line.retryAt && line.retryAt - now <= LONGEST_RETRY_MS; // else the clock was set back
  if (isResting) return [];
  const free = perHour - line.sentAt.filter((at) => isLately(at, now)).length;
  if (free <= 0 || line.waiting.length === 0) return [];
  const alone = line.waiting.length <= free ? line.waiting.length : free - 1;
  const rest = line.waiting.slice(alone);
  return [...line.waiting.slice(0, alone).map((alert) => [alert]), ...(rest.length === 0 ? [] : [rest])];
}

export function awaiting(line: AlertMemory, alert: Alert): AlertMemory {
  return { ...line, waiting: [...line.waiting.filter(({ incident }) => incident !== alert.incident), alert] };
}

export function told(line: AlertMemory, alerts: readonly Alert[], now: number): AlertMemory {
  const done = new Set(alerts.map(({ id }) => id));
  return {
    ...line,
    waiting: line.waiting.filter(({ id }) => !done.has(id)),
    sentAt: [...line.sentAt.filter((at) => isLately(at, now)), now],
    tries: 0,
    retryAt: 0,
  };
}

export function failed(
  line: AlertMemory,
  now: number,
): { readonly line: AlertMemory; readonly givenUp: readonly Alert[] } {
  const tries = line.tries + 1;
  const retryMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  const isTooOld = ({ at }: Alert) => now - at >= KEPT_MS;
  return {
    line: { ...line, waiting: line.waiting.filter((one) => !isTooOld(one)), tries, retryAt: now + retryMs },
    givenUp: line.waiting.filter(isTooOld),
  };
}

/** Ignores times in the future, so that alerts continue after the clock was set back. */
function isLately(at: number, now: number): boolean {
  return Math.abs(now - at) < HOUR_MS;
}

/** Sends an alert when an incident opens, gets worse or ends. @throws {ConfigError} `config/invalid` */
export const alerts: (config: AlertsConfig) => Plugin = definePlugin({
  name: "alerts",
  config,
  posts: ({ webhook }) => (webhook === undefined ? {} : { webhook }),
  start(host, read) {
    const receivers = (["webhook", "call"] as const).filter((to) => read[to] !== undefined);
    return {
      tasks: receivers.map((to) => ({ name: to, everyMs: 2_000, run: createAlerter(host, read, to) })),
      findings: async () => [{ isFine: true, fact: receivers.join(", ") }],
    };
  },
});
