import { RelanceError } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { within } from "../worker/patience.ts";
import { type AlertLine, alertLines } from "./alert-lines.ts";
import { type Alert, type AlertMemory, IDLE_LINE, readAlertMemory } from "./alert-memory.ts";
import type { AlertOptions } from "./alert-options.ts";
import { notice } from "./notice.ts";
import { readRecent } from "./read-recent.ts";
import { failed, queued, shareOut, told } from "./share-out.ts";

const TASK = "alerts";
/** One process at a time tells people; another goes on where it stopped once this is over. */
const LEASE_MS = 60_000;
/** One message is over by then: well within the lease, so that nobody else tells the same. */
const TELL_MS = 40_000;

export interface Alerter {
  /** One look. Never throws: whoever cannot be told holds nobody up. */
  pass(signal: AbortSignal): Promise<void>;
  /** Lets another process go on at once. */
  leave(): Promise<void>;
}

/** `undefined` when nobody wants to be told. */
export function createAlerter(context: EngineContext): Alerter | undefined {
  const options = context.options.alerts;
  return options === undefined ? undefined : alerterOf(context, options);
}

function alerterOf(context: EngineContext, options: AlertOptions): Alerter {
  const { store, log } = context;
  const owner = `${context.incarnation}:${context.runtime.id()}`;
  const task = { name: TASK, owner, leaseMs: LEASE_MS };
  const lines = alertLines(context, options);

  async function look(signal: AbortSignal): Promise<void> {
    const { status, data } = await store.task(task);
    if (status !== "owned") return;
    const before = readAlertMemory(data);
    const { now } = await store.bins({ campaign: 0, since: Number.MAX_SAFE_INTEGER }); // the store's clock
    const found = notice(before, await readRecent(store, before), options.from, now);
    const names = lines.map(({ name }) => name);
    let memory: AlertMemory = { ...found.memory, lines: queued(before?.lines, names, found.alerts, now) };
    let isOurs = true;
    let saving = keep();
    await saving; // noticed once, whatever happens while people are told

    async function keep(): Promise<void> {
      const said = JSON.stringify(memory);
      if (!isOurs || said === data) return;
      const answer = await store.task({ ...task, save: { data: said } });
      isOurs = answer.status === "owned";
    }

    async function change(name: string, next: AlertMemory["lines"][string]): Promise<void> {
      memory = { ...memory, lines: { ...memory.lines, [name]: next } };
      saving = saving.then(keep); // in their order: an older one must not be written over a newer one
      await saving;
    }

    async function serve(line: AlertLine): Promise<void> {
      const { name } = line;
      for (const alerts of shareOut(memory.lines[name] ?? IDLE_LINE, options.perHour, now)) {
        if (signal.aborted || !isOurs) return;
        const facts = { to: line.channel, ...factsOf(alerts) };
        const code = await tell(line, alerts, signal);
        if (signal.aborted && code !== undefined) return; // we were stopped: that is no failure
        if (code !== undefined) {
          const { line: next, givenUp } = failed(memory.lines[name] ?? IDLE_LINE, now);
          log({ level: "warn", event: "alert.delayed", facts: { ...facts, code, tries: next.tries } });
          for (const lost of givenUp)
            log({
              level: "error",
              event: "alert.failed",
              facts: { to: line.channel, ...factsOf([lost]), code },
            });
          await change(name, next);
          return;
        }
        log({ level: "info", event: "alert.sent", facts });
        await change(name, told(memory.lines[name] ?? IDLE_LINE, alerts, now));
      }
    }

    const ends = await Promise.allSettled(lines.map(serve)); // none goes on behind the next look
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  /** `undefined` = told; else why not. */
  async function tell(line: AlertLine, alerts: readonly Alert[], signal: AbortSignal): Promise<string | undefined> {
    try {
      return await within(context, signal, TELL_MS, (inTime) => line.tell(alerts, inTime));
    } catch (error) {
      return RelanceError.is(error) ? error.code : "unknown";
    }
  }

  return {
    async pass(signal) {
      try {
        await look(signal);
      } catch (error) {
        const code = RelanceError.is(error) ? error.code : "unknown";
        log({ level: "error", event: "alert.look-failed", facts: { code } });
      }
    },
    async leave() {
      const { status, data } = await store.task(task);
      if (status === "owned") await store.task({ ...task, save: { data: data ?? "", release: true } });
    },
  };
}

function factsOf([first, ...more]: readonly Alert[]): Readonly<Record<string, string | number | undefined>> {
  return {
    incident: first?.incident,
    change: first?.change,
    more: more.length === 0 ? undefined : more.length,
  };
}
