import type { Contact } from "../campaign.ts";
import type { Meters } from "../metrics.ts";
import type { LogLine, Runtime } from "../runtime.ts";
import type { ControlAnswer, GateChange, TransitionAnswer, TransitionInput } from "../store/control.ts";
import type { PluginRow, PluginStatement } from "../store/lease.ts";
import type { EventPage } from "../store/read.ts";
import type { Store } from "../store/store.ts";
import type { IncidentAnswer, IncidentChange, IncidentKind, SilenceChange } from "../store/watch.ts";
import type { CampaignPart } from "./campaign-part.ts";
import type { PluginClient } from "./plugin-client.ts";
import { checkedBy, type PluginSchema } from "./plugin-schema.ts";
import type { AskAnswer, CampaignInsight, PaceVerdict, PluginProvider, SampleInput } from "./watch-ports.ts";

/** A plugin runs no code and no SQL in a transaction of the core. The plugin acts through its {@link PluginHost}. */
export interface Plugin {
  /** 2 to 20 lower-case letters and digits: the prefix of its tables, tasks and incident kinds. */
  readonly name: string;
  /** SQL statements that create or change the plugin's tables. Only append to the list: each statement runs once. */
  readonly migrations: readonly string[];
  /** Your systems to which the plugin posts, by name. Addresses and secrets are checked at the start. */
  readonly posts: Readonly<Record<string, PostAddress>>;
  /** The plugin's commands for operators: `relance <plugin> [command]`, and `POST /commands/<plugin>/<command>`. */
  readonly commands: readonly PluginCommand[];
  /** Built-in kinds of incidents, such as `loss`, that the plugin may open without its prefix. */
  readonly kinds: readonly IncidentKind[];
  /** The plugin's part of a campaign file, `plugins.<name>`. If absent, a campaign cannot configure the plugin. */
  readonly campaign?: CampaignPart | undefined;
  /** Receives relance's durations and counts, for example for OpenTelemetry. A gateway has at most one such plugin. */
  readonly meters?: Meters | undefined;
  start(host: PluginHost): PluginParts;
}

export interface PluginCommand<Input = unknown, Result = unknown> {
  /** The name, such as `replay`. Without a command's name, the command line runs the plugin's first command. */
  readonly name: string;
  readonly description: string;
  /** A strict schema for an object whose values are texts. */
  readonly input: PluginSchema<unknown, Input>;
  /** Keys of the input that are arguments on the command line, in this order, with descriptions. */
  readonly words?: Readonly<Record<string, string>> | undefined;
  /** Keys of the input that are options on the command line (`--since`), with descriptions. */
  readonly options?: Readonly<Record<string, string>> | undefined;
  run(host: PluginHost, input: Input): Promise<readonly Result[]>;
  render(result: Result): string;
}

export interface PostAddress {
  /** A public https address. Redirects are refused. */
  readonly url: string;
  /** `whsec_` and 24 to 64 random bytes in base64. Signs every request. */
  readonly secret: string | undefined;
  /** True to allow private addresses and plain http. @default false */
  readonly allowPrivate?: boolean | undefined;
}

export interface PostPayload {
  /** An id that is the same in a repeated request, for its receiver. */
  readonly id: string;
  readonly body: string;
}

export interface PluginParts {
  readonly tasks?: readonly PluginTask[] | undefined;
  readonly hooks?: PluginHooks | undefined;
  /** Returns the plugin's part of a campaign's report, `plugins.<name>`; `undefined` if none exists. */
  report?(campaign: number): Promise<unknown>;
  findings?(): Promise<readonly PluginFinding[]>;
  /** Returns what the plugin knows of a campaign's receipts. relance asks the first plugin with this function. */
  insight?(campaign: number, providers: readonly string[]): Promise<CampaignInsight>;
}

export interface PluginHooks {
  /** Called before rows are stored. If it throws, the rows are refused. `send()` uses the campaign `send`. */
  beforeStore?(campaign: string, rows: readonly StoredRow[], isKnown: (key: string) => Promise<boolean>): Promise<void>;
}

export interface StoredRow {
  readonly key: string;
  readonly contacts: readonly Contact[];
}

export interface PluginFinding {
  readonly isFine: boolean;
  readonly fact: string;
}

/** Work that one worker at a time repeats. If a run throws, the error is logged and the task runs again later. */
export interface PluginTask {
  readonly name: string;
  /** Pause between two runs, in milliseconds. */
  readonly everyMs: number;
  /** How long a process owns the task after a run starts or saves, in milliseconds. @default 60_000 */
  readonly leaseMs?: number | undefined;
  /** True if each run ends its lease, so that `tasks.run` need not wait for the lease to expire. @default false */
  readonly releases?: boolean | undefined;
  /** Under a virtual clock, true to run the task after each write too, so that a test sees its work. @default false */
  readonly afterWrites?: boolean | undefined;
  /** `signal` aborts after two thirds of `leaseMs`, or when the worker stops. */
  run(turn: PluginTurn, signal: AbortSignal): Promise<void>;
}

export interface PluginTurn {
  /** The data that the task last saved, whichever process ran it. */
  readonly memory: string | undefined;
  /** The store's clock when this process became the owner, in milliseconds since 1970. */
  readonly now: number;
  /** Saves the memory and runs `writes` in one transaction. Returns `false` if another process may own the task now. */
  save(memory: string, writes?: readonly PluginStatement[]): Promise<boolean>;
}

export interface PluginHost {
  readonly events: {
    /** Returns events in the order of their commits. @throws {StoreError} `events/cursor-expired` */
    since(cursor: string | undefined, limit: number, campaign?: number): Promise<EventPage>;
  };
  readonly tasks: {
    memory(task: string): Promise<string | undefined>;
    /** Runs `act` while no worker runs the task. Returns `undefined` if a worker ran it during all of `waitMs`. */
    run<T>(task: string, act: (turn: PluginTurn) => Promise<T>, waitMs: number): Promise<T | undefined>;
  };
  /** Reads data of the core. `count` leaves out hidden campaigns of plugins. */
  readonly read: Pick<
    Store,
    "bins" | "count" | "incidents" | "list" | "now" | "queues" | "responseCounts" | "versions"
  >;
  readonly providers: ReadonlyMap<string, PluginProvider>;
  /** True if `security.sendGuard` is configured: an incident of the kind `pumping` then refuses a number prefix. */
  readonly guardsSend: boolean;
  readonly client: PluginClient;
  readonly tables: {
    rows(query: PluginStatement): Promise<readonly PluginRow[]>;
    run(writes: readonly PluginStatement[]): Promise<void>;
  };
  /** Sends commands to queues in the plugin's name. Only the plugin's own `open`, or an override, ends its hold. */
  control(changes: readonly (PluginControl | SilenceChange)[]): Promise<ControlAnswer>;
  /** Starts the next step of recipients now, unless their position changed after their revision was read. */
  escalate(input: Pick<TransitionInput, "campaign" | "keys" | "revisions" | "reason">): Promise<TransitionAnswer>;
  /** Asks a provider about messages, at the rate of the provider. After `signal` aborts, each answer is `no-answer`. */
  ask(sample: SampleInput, signal: AbortSignal): Promise<AskAnswer>;
  /**
   * Reports whether the next wave may be sent. A `go` is valid if it is newer than the wave. A `doubt` is valid for a
   * minute. Without a report, the second wave waits for ten minutes.
   */
  pace(campaign: number, verdict: PaceVerdict): Promise<void>;
  /** Opens, notes or ends an incident of kind `<plugin>:<kind>`, or of one of the plugin's `kinds`, and logs it. */
  incident(change: PluginIncident): Promise<IncidentAnswer>;
  /** True if the delivery mode is `live`, in which every message is really sent. */
  readonly isLive: boolean;
  /** Posts a signed request within 35 s, but not under a virtual clock. @throws {ProviderError} with the HTTP status */
  post(to: string, payload: PostPayload, signal: AbortSignal): Promise<void>;
  /** Writes a log line. The line must not identify a recipient. */
  log(line: LogLine): void;
  /** A clock for durations. Use `read.now` for instants to be stored. */
  readonly clock: Pick<Runtime, "now" | "sleep">;
}

export type PluginControl = Omit<GateChange, "source" | "actor">;

export interface PluginIncident extends Omit<IncidentChange, "kind" | "actor"> {
  /** The kind without the plugin's name, such as `low`. A note may use any kind that `read.incidents` returns. */
  readonly kind: string;
}

/** Defines a plugin; the result is called with its configuration: `plugins: [confirmations({ atLeast: 10 })]`. */
export interface PluginDefinition<Input, Config> extends Pick<Plugin, "name"> {
  /** Use a strict schema (`z.strictObject`), so that a misspelt option is refused. */
  readonly config: PluginSchema<Input, Config>;
  readonly migrations?: Plugin["migrations"];
  readonly campaign?: Plugin["campaign"];
  posts?(config: Config): Plugin["posts"];
  commands?(config: Config): Plugin["commands"];
  readonly kinds?: Plugin["kinds"];
  meters?(config: Config): Meters;
  start(host: PluginHost, config: Config): PluginParts;
}

const NAME = /^[a-z][a-z0-9]{1,19}$/;

/** Defines a plugin; see {@link PluginDefinition}. @throws {RangeError} for a name that cannot prefix a table */
export function definePlugin<Input, Config>(
  definition: PluginDefinition<Input, Config>,
): (...config: undefined extends Input ? [config?: Input] : [config: Input]) => Plugin {
  const { name, migrations = [], kinds = [], campaign } = definition;
  if (!NAME.test(name)) throw new RangeError(`plugin ${name}: name it with 2 to 20 lower-case letters and digits`);
  return (...[given]) => {
    const config = checkedConfig(definition, given);
    const posts = definition.posts?.(config) ?? {};
    const commands = definition.commands?.(config) ?? [];
    const meters = definition.meters?.(config);
    const start = (host: PluginHost) => definition.start(host, config);
    return { name, migrations, posts, commands, kinds, campaign, meters, start };
  };
}

function checkedConfig<Input, Config>({ name, config }: PluginDefinition<Input, Config>, given: unknown): Config {
  return checkedBy(config, given, `plugins.${name}`);
}
