import type {
  CampaignInsight,
  Channel,
  Contact,
  LogLine,
  PluginFinding,
  PluginHooks,
  Provider,
  Runtime,
  Signer,
  Store,
} from "@relance/spec";
import type { EngineOptions } from "./engine-options.ts";
import type { Links } from "./links.ts";
import type { Outcomes } from "./outcomes.ts";
import type { ReplyAnswers } from "./reply-answers.ts";
import type { Versions } from "./versions.ts";
import type { Wakeup } from "./wakeup.ts";

/** Protects a `send()` call behind a public form from SMS pumping. */
export interface SendGuard {
  /**
   * Checks the phone numbers of these contacts, and counts one message to the first number.
   * @throws {MessageError} `message/country-refused`, `message/prefix-refused`, `message/number-full`,
   * `message/prefix-full`
   */
  admit(contacts: readonly Contact[]): Promise<void>;
  /**
   * Counts a message to the next number after the first number failed.
   * @throws {MessageError} `message/number-full`
   */
  admitFurther(channel: Channel, phone: string): Promise<void>;
}

/** Work beside the path of messages that a worker repeats, such as an audit or the task of a plugin. */
export interface Chore {
  readonly everyMs: number;
  /**
   * When `runOnce` runs it: in parallel with others at the `start` and the `end`, one after the other `before` messages
   * are sent and `after`.
   */
  readonly once: readonly ("start" | "before" | "after" | "end")[];
  /** Rings when the chore is to run now. If absent, the task runs at its interval only. */
  readonly bell?: Wakeup | undefined;
  run(signal: AbortSignal): Promise<unknown>;
  /** Ends a lease when the worker stops, so that another worker can continue immediately. */
  leave?(): Promise<void>;
}

export interface Plugins {
  /** Their tasks. A task that fails logs its error and delays no other task. */
  readonly chores: readonly Chore[];
  /** Finished runs of their tasks: the fewest of any task, and those in which this process owned the task. */
  runs(): { readonly runs: number; readonly ownRuns: number };
  readonly beforeStore: NonNullable<PluginHooks["beforeStore"]>;
  /**
   * Runs a command of a plugin. Returns `undefined` if no plugin has this command.
   * @throws {ConfigError} `config/invalid` if the command refuses its input
   */
  command(plugin: string, command: string, input: unknown): Promise<readonly unknown[] | undefined>;
  /** What a plugin has learned from the campaign's receipts. This member is absent if no plugin reads receipts. */
  insight(campaign: number, providers: readonly string[]): Promise<CampaignInsight | undefined>;
  findings(): Promise<readonly (PluginFinding & { readonly plugin: string })[]>;
  /** The parts that plugins add to a campaign's report, by plugin name. */
  reports(campaign: number): Promise<Readonly<Record<string, unknown>>>;
}

export interface EngineContext {
  readonly options: EngineOptions;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signer: Signer;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly versions: Versions;
  readonly links: Links;
  /** Answers the replies of recipients with the current status of their enrollment. */
  readonly replyAnswers: ReplyAnswers;
  readonly outcomes: Outcomes;
  /** Wakes waiting callers after a write under a virtual clock. With a real clock these callers poll the store. */
  readonly news: Wakeup;
  /** Rings when the tasks of plugins are to run now. */
  readonly watching: Wakeup;
  /** Rings when a plugin has reported on a campaign's pace, so that the task that releases waves reads it now. */
  readonly paced: Wakeup;
  /** A random id that is created at each start of the process. The worker's id is never a host name. */
  readonly incarnation: string;
  /** Number of requests and `send()` calls that this process refused, by error code. */
  readonly refused: Map<string, number>;
  readonly plugins: Plugins;
  /** If absent, `send()` accepts every phone number. */
  readonly sendGuard: SendGuard | undefined;
  log(line: LogLine): void;
}

/** In capture mode nothing is sent, look-ups included. */
export function isLive({ options }: Pick<EngineContext, "options">): boolean {
  return (options.delivery ?? "capture") !== "capture";
}
