import {
  checkedBy,
  type IncidentKind,
  isHidden,
  type Plugin,
  type PluginHost,
  type PluginKind,
  type PluginSqlInput,
  type PluginStatement,
  type PluginTask,
  type PluginTurn,
  RelanceError,
} from "@relance/spec";
import type { Chore, EngineContext, Needs, Plugins } from "../base/context.ts";
import { leasedTask } from "../base/leased-task.ts";
import { within } from "../base/patience.ts";
import { recordIncident } from "../base/record-incident.ts";
import { reportPace } from "../steer/keep-pace.ts";
import { createSampleDesk } from "./ask-sample.ts";
import { createPluginClient } from "./plugin-client.ts";

const LEASE_MS = 60_000;
/** On a slow store, a lease lasts this many times as long as the last run of the task. */
const SLOW_RUNS = 3;
const RUN_SHARE = 2 / 3;

export function createPlugins(context: EngineContext): Plugins {
  const { plugins = [] } = context.options;
  const started = plugins.map((plugin) => {
    const tables = pluginTables(context, plugin);
    const host = createPluginHost(context, plugin, tables);
    return { plugin, tables, host, parts: plugin.start(host) };
  });
  const work = started.flatMap(({ plugin, tables, parts: { tasks = [] } }) =>
    tasks.map((task) => createWork(context, plugin, tables, task)),
  );
  return {
    chores: work.map(({ chore }) => chore),
    runs: () => ({
      runs: Math.min(...work.map(({ counts }) => counts.runs)),
      ownRuns: work.reduce((sum, { counts }) => sum + counts.ownRuns, 0),
    }),
    async beforeStore(...call) {
      for (const { parts } of started) await parts.hooks?.beforeStore?.(...call);
    },
    async command(name, word, input) {
      const found = started.find(({ plugin }) => plugin.name === name);
      const command = found?.plugin.commands.find((one) => one.name === word);
      if (found === undefined || command === undefined) return undefined;
      return command.run(found.host, checkedBy(command.input, input, `${name} ${word}`));
    },
    insight: async (campaign, providers) =>
      started.find(({ parts }) => parts.insight !== undefined)?.parts.insight?.(campaign, providers),
    async reports(campaign) {
      const all = started.map(async ({ plugin, parts }) => [plugin.name, await parts.report?.(campaign)] as const);
      return Object.fromEntries((await Promise.all(all)).filter(([, report]) => report !== undefined));
    },
    async findings() {
      const all = started.map(async ({ plugin: { name: plugin }, parts }) =>
        ((await parts.findings?.()) ?? []).map((finding) => ({ plugin, ...finding })),
      );
      return (await Promise.all(all)).flat();
    },
  };
}

function createLease(
  context: EngineContext,
  plugin: Plugin,
  tables: PluginTables,
  task: string,
  leaseMs: () => number = () => LEASE_MS,
) {
  const name = `plugin:${plugin.name}:${task}`;
  const leased = leasedTask(context, { name, leaseMs, read: readText, write: (memory) => memory ?? "" });

  function turn<T>(act: (turn: PluginTurn) => Promise<T>, releases: boolean, waitMs?: number): Promise<T | undefined> {
    return leased.run(async (own) => {
      let { memory } = own;
      const keep = async (data: string, writes: readonly PluginStatement[]) => {
        memory = data;
        return writes.length === 0
          ? own.save(data)
          : tables.run(writes, { task: name, owner: leased.owner, leaseMs: leaseMs(), data });
      };
      try {
        return await act({ memory, now: own.now, save: (data, writes = []) => keep(data, writes) });
      } finally {
        if (releases) await own.save(memory, { release: true });
      }
    }, waitMs);
  }

  return { turn, peek: leased.peek, release: leased.release };
}

const readText = (data: string | undefined): string | undefined => (data === "" ? undefined : data);

function createWork(context: EngineContext, plugin: Plugin, tables: PluginTables, task: PluginTask) {
  let lastMs = 0;
  const leaseMs = () => Math.max(task.leaseMs ?? LEASE_MS, SLOW_RUNS * lastMs);
  const leased = createLease(context, plugin, tables, task.name, leaseMs);
  const counts = { runs: 0, ownRuns: 0 };

  async function runInTime(turn: PluginTurn, signal: AbortSignal): Promise<void> {
    const startedAt = context.runtime.now();
    await within(context, signal, RUN_SHARE * leaseMs(), (inTime) => task.run(turn, inTime));
    lastMs = context.runtime.now() - startedAt;
    counts.ownRuns += 1;
  }

  const chore: Chore = {
    everyMs: task.everyMs,
    once: ["start", "end"],
    bell: task.afterWrites === true ? context.news : context.watching,
    async run(signal) {
      try {
        await leased.turn((turn) => runInTime(turn, signal), task.releases === true);
      } catch (error) {
        if (signal.aborted) return; // the worker stops
        const facts = { plugin: plugin.name, task: task.name, code: readErrorCode(error) };
        context.log({ level: "error", event: "plugin.failed", facts });
      } finally {
        counts.runs += 1;
      }
    },
    leave: leased.release,
  };
  return { chore, counts };
}

function readErrorCode(error: unknown): string {
  if (RelanceError.is(error)) return error.code;
  return error instanceof Error ? error.name : "unknown";
}

interface PluginTables {
  readonly rows: PluginHost["tables"]["rows"];
  run(writes: readonly PluginStatement[], save?: PluginSqlInput["save"]): Promise<boolean>;
}

function pluginTables({ store }: Needs<"store">, { name: plugin, migrations }: Plugin): PluginTables {
  let migrated: Promise<unknown> | undefined;

  async function ready(): Promise<void> {
    migrated ??= store.pluginSql({ plugin, migrations, statements: [] }).catch((error: unknown) => {
      migrated = undefined;
      throw error;
    });
    await migrated;
  }

  return {
    async rows(query) {
      await ready();
      return (await store.pluginSql({ plugin, statements: [query] })).rows[0] ?? [];
    },
    async run(statements, save) {
      await ready();
      return (await store.pluginSql({ plugin, statements, save })).status === "run";
    },
  };
}

function createPluginHost(context: EngineContext, plugin: Plugin, tables: PluginTables): PluginHost {
  const { store, runtime, options } = context;
  const { name } = plugin;
  const actor = `plugin:${name}` as const;
  const desk = createSampleDesk(context);
  return {
    events: { since: (cursor, limit, campaign) => store.events({ cursor, limit, campaign }) },
    tasks: {
      memory: (task) => createLease(context, plugin, tables, task).peek(),
      run: (task, act, waitMs) => createLease(context, plugin, tables, task).turn(act, true, waitMs),
    },
    read: {
      bins: (input) => store.bins(input),
      count: async (campaign) => (await store.count(campaign)).filter((ledger) => !isHidden(ledger.name)),
      incidents: (input) => store.incidents(input),
      list: (input) => store.list(input),
      now: () => store.now(),
      queues: (campaign, queuesOptions) => store.queues(campaign, queuesOptions),
      responseCounts: (input) => store.responseCounts(input),
      versions: (input) => store.versions(input),
    },
    providers: new Map(
      [...context.providers].map(([name, provider]) => [name, { ...provider, canBeAsked: desk.canAsk(name) }]),
    ),
    guardsSend: options.sendGuard !== undefined,
    tables: {
      rows: tables.rows,
      async run(writes) {
        await tables.run(writes);
      },
    },
    control: (changes) =>
      store.control(changes.map((change) => ("since" in change ? change : { ...change, source: actor, actor }))),
    escalate: (input) => store.transition({ ...input, transition: "escalate", actor }),
    ask: desk.ask,
    pace: (campaign, verdict) => reportPace(context, campaign, verdict),
    incident({ kind, ...change }) {
      const isNamed = change.change === "note" || plugin.kinds.some((one) => one === kind);
      const named = isNamed ? (kind as IncidentKind) : (`${name}:${kind}` satisfies PluginKind);
      return recordIncident(context, { ...change, kind: named, actor });
    },
    client: createPluginClient(context, name),
    isLive: options.delivery === "live",
    async post(to, payload, signal) {
      const startedAt = runtime.now();
      const measure = (errorCode?: string) =>
        options.metrics?.webhook({ to, errorCode, ms: runtime.now() - startedAt });
      try {
        await options.post?.(name, to, payload, signal);
        measure();
      } catch (error) {
        if (!signal.aborted) measure(readErrorCode(error));
        throw error;
      }
    },
    log: context.log,
    clock: runtime,
  };
}
