import {
  type Plugin,
  type PluginFinding,
  type PluginHost,
  type PluginKind,
  type PluginStatement,
  type PluginTask,
  RelanceError,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { leasedTask } from "../base/leased-task.ts";
import { within } from "../base/patience.ts";

/** One worker owns a task for this long; another continues it afterwards. */
const LEASE_MS = 60_000;
/** A run ends well within its lease. */
const RUN_MS = 40_000;

/** One task of a plugin, as a worker runs it. */
export interface PluginWork {
  readonly everyMs: number;
  /** Never throws: a plugin that fails delays nothing else. */
  run(signal: AbortSignal): Promise<void>;
  /** Lets another worker continue immediately. */
  leave(): Promise<void>;
}

/** The plugins of one gateway. */
export interface Plugins {
  readonly work: readonly PluginWork[];
  /** The status of each plugin that reports one, for `relance doctor`. */
  findings(): Promise<readonly (PluginFinding & { readonly plugin: string })[]>;
}

/** Starts every plugin of the gateway. */
export function createPlugins(context: EngineContext): Plugins {
  const { plugins = [] } = context.options;
  const started = plugins.map((plugin) => {
    const tables = pluginTables(context, plugin);
    return { plugin, tables, parts: plugin.start(createPluginHost(context, plugin, tables)) };
  });
  return {
    work: started.flatMap(({ plugin, tables, parts: { tasks = [] } }) =>
      tasks.map((task) => workOf(context, plugin, tables, task)),
    ),
    async findings() {
      const all = started.map(async ({ plugin: { name: plugin }, parts }) =>
        ((await parts.findings?.()) ?? []).map((finding) => ({ plugin, ...finding })),
      );
      return (await Promise.all(all)).flat();
    },
  };
}

function workOf(context: EngineContext, plugin: Plugin, tables: PluginTables, task: PluginTask): PluginWork {
  const name = `plugin:${plugin.name}:${task.name}`;
  const leased = leasedTask<string | undefined>(context, {
    name,
    leaseMs: LEASE_MS,
    read: (data) => data,
    write: (memory) => memory ?? "",
  });

  async function turn(signal: AbortSignal): Promise<void> {
    await leased.run(({ memory, now }) =>
      within(context, signal, RUN_MS, (inTime) => {
        const save = { task: name, owner: leased.owner, leaseMs: LEASE_MS };
        return task.run(
          {
            memory: memory === "" ? undefined : memory,
            now,
            save: (data, writes = []) => tables.run(writes, { ...save, data }),
          },
          inTime,
        );
      }),
    );
  }

  return {
    everyMs: task.everyMs,
    async run(signal) {
      try {
        await turn(signal);
      } catch (error) {
        if (signal.aborted) return; // the worker stops: no failure
        const facts = { plugin: plugin.name, task: task.name, code: codeOf(error) };
        context.log({ level: "error", event: "plugin.failed", facts });
      }
    },
    leave: leased.release,
  };
}

function codeOf(error: unknown): string {
  if (RelanceError.is(error)) return error.code;
  return error instanceof Error ? error.name : "unknown";
}

/** The tables of one plugin. */
interface PluginTables {
  readonly rows: PluginHost["tables"]["rows"];
  /** Returns false when `save` names a lease that was lost. */
  run(writes: readonly PluginStatement[], save?: PluginSave): Promise<boolean>;
}

interface PluginSave {
  readonly task: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly data: string;
}

/** Reaches the tables; the first call of a process runs the migrations that are missing. */
function pluginTables({ store }: EngineContext, { name: plugin, migrations }: Plugin): PluginTables {
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

/** The ports of one plugin. */
function createPluginHost(context: EngineContext, plugin: Plugin, tables: PluginTables): PluginHost {
  const { store, runtime, options } = context;
  const actor = `plugin:${plugin.name}` as const;
  return {
    events: { since: (cursor, limit) => store.events({ cursor, limit }) },
    read: {
      count: (campaign) => store.count(campaign),
      incidents: (input) => store.incidents(input),
      now: () => store.now(),
      queues: (campaign) => store.queues(campaign),
    },
    tables: {
      rows: tables.rows,
      async run(writes) {
        await tables.run(writes);
      },
    },
    control: (changes) => store.control(changes.map((change) => ({ ...change, source: actor, actor }))),
    incident: ({ kind, ...change }) =>
      store.incident({ ...change, kind: `${plugin.name}:${kind}` satisfies PluginKind, actor }),
    async post(to, payload, signal) {
      const startedAt = runtime.now();
      const measure = (errorCode?: string) =>
        options.metrics?.webhook({ to, errorCode, ms: runtime.now() - startedAt });
      try {
        await options.post?.(plugin.name, to, payload, signal);
        measure();
      } catch (error) {
        if (!signal.aborted) measure(codeOf(error));
        throw error;
      }
    },
    log: context.log,
    clock: runtime,
  };
}
