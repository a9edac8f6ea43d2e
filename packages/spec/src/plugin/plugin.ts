import { refuseProblems } from "../known-names.ts";
import type { ControlAnswer, GateChange } from "../store/control.ts";
import type { PluginRow, PluginStatement } from "../store/plugin-sql.ts";
import type { EventPage } from "../store/read.ts";
import type { Store } from "../store/store.ts";
import type { IncidentAnswer, IncidentChange } from "../store/watch.ts";

/**
 * Something that relance does beside the path of a message. A plugin runs no code and no SQL inside a transaction of the
 * core: it reads events and facts, keeps its own tables, and acts through the ports of its {@link PluginHost}.
 */
export interface Plugin {
  /** 2 to 20 lower-case letters and digits: the prefix of its tables, tasks and incident kinds. */
  readonly name: string;
  /** One statement each. Only ever append: a statement that was run is not run again. */
  readonly migrations: readonly string[];
  /** Called once for each gateway, before its worker runs. */
  start(host: PluginHost): PluginParts;
}

/** What a plugin brings. */
export interface PluginParts {
  readonly tasks?: readonly PluginTask[] | undefined;
}

/** Work that one worker at a time repeats. Where it throws, the error is logged and the task runs again later. */
export interface PluginTask {
  readonly name: string;
  /** Pause between two runs, in milliseconds. */
  readonly everyMs: number;
  /** `signal` aborts when the run has taken 40 s, or the worker stops. */
  run(turn: PluginTurn, signal: AbortSignal): Promise<void>;
}

/** The time in which this process owns a task. */
export interface PluginTurn {
  /** What the task saved last, in any process. */
  readonly memory: string | undefined;
  /** The store's clock when the turn began, in milliseconds since 1970. */
  readonly now: number;
  /**
   * Saves the memory and runs the statements in one transaction. Returns `false` when another process may have continued:
   * then nothing is written, and the run ends.
   */
  save(memory: string, writes?: readonly PluginStatement[]): Promise<boolean>;
}

/** The ports: everything that a plugin can reach. */
export interface PluginHost {
  readonly events: {
    /**
     * Events in the order of their commits; `undefined` = from the first.
     * @throws {StoreError} `events/cursor-expired`
     */
    since(cursor: string | undefined, limit: number): Promise<EventPage>;
  };
  /** Facts that the core maintains. They contain keys of recipients, never addresses or texts. */
  readonly read: Pick<Store, "count" | "incidents" | "now" | "queues">;
  /** The plugin's own tables. */
  readonly tables: {
    rows(query: PluginStatement): Promise<readonly PluginRow[]>;
    /** All statements in one transaction. */
    run(writes: readonly PluginStatement[]): Promise<void>;
  };
  /** Steers queues as an operator does, under the plugin's name: its hold ends with its own `open`, or an override. */
  control(changes: readonly PluginControl[]): Promise<ControlAnswer>;
  /** Opens, notes or ends an incident of the kind `<plugin>:<kind>`. */
  incident(change: PluginIncident): Promise<IncidentAnswer>;
}

export type PluginControl = Omit<GateChange, "source" | "actor">;

export interface PluginIncident extends Omit<IncidentChange, "kind" | "actor" | "did"> {
  /** Such as `low`. */
  readonly kind: string;
}

/** A schema of any library that follows Standard Schema, such as zod. */
export interface PluginSchema<Input, Config> {
  readonly "~standard": {
    readonly validate: (value: unknown) => SchemaResult<Config> | Promise<SchemaResult<Config>>;
    readonly types?: { readonly input: Input; readonly output: Config } | undefined;
  };
}

type SchemaResult<Config> =
  | { readonly value: Config; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Defines a plugin; the result is called with its configuration: `plugins: [confirmations({ atLeast: 10 })]`. */
export interface PluginDefinition<Input, Config> extends Pick<Plugin, "name"> {
  /** Make it strict (`z.strictObject`), so that a misspelt option is refused. */
  readonly config: PluginSchema<Input, Config>;
  readonly migrations?: Plugin["migrations"];
  start(host: PluginHost, config: Config): PluginParts;
}

const NAME = /^[a-z][a-z0-9]{1,19}$/;

/**
 * Makes the function that takes a plugin's configuration and returns the plugin.
 *
 * The returned function throws {@link ConfigError} `config/invalid` with every problem of the configuration.
 * @throws {RangeError} for a name that cannot be the prefix of a table
 */
export function definePlugin<Input, Config>(
  definition: PluginDefinition<Input, Config>,
): (...config: undefined extends Input ? [config?: Input] : [config: Input]) => Plugin {
  const { name, migrations = [] } = definition;
  if (!NAME.test(name)) throw new RangeError(`plugin ${name}: name it with 2 to 20 lower-case letters and digits`);
  return (...[given]) => {
    const config = checkedConfig(definition, given);
    return { name, migrations, start: (host) => definition.start(host, config) };
  };
}

function checkedConfig<Input, Config>({ name, config }: PluginDefinition<Input, Config>, given: unknown): Config {
  const result = config["~standard"].validate(given);
  if (result instanceof Promise) throw new RangeError(`plugin ${name}: its schema must not be asynchronous`);
  if (result.issues === undefined) return result.value;
  refuseProblems(
    result.issues.map(({ message, path = [] }) => {
      const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
      return { path: ["plugins", name, ...keys].join("."), advice: message };
    }),
  );
  throw new RangeError(`plugin ${name}: its schema refuses without an issue`);
}
