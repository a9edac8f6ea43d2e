import type {
  CampaignInsight,
  Channel,
  Contact,
  LogLine,
  PluginFinding,
  PluginHooks,
  Provider,
  RecordAnswer,
  ReplyItem,
  Runtime,
  Signer,
  StopConfirmation,
  Store,
} from "@relance/spec";
import type { EngineOptions } from "./engine-options.ts";
import type { Links } from "./links.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Versions } from "./versions.ts";
import type { Wakeup } from "./wakeup.ts";

export interface SendGuard {
  /**
   * Checks these phone numbers, and counts one message to the first number of each channel.
   * @throws {MessageError} `message/country-refused`, `message/prefix-refused`, `message/number-full`,
   * `message/prefix-full`
   */
  admit(contacts: readonly Contact[]): Promise<void>;
  /** Counts a message to a further number. @throws {MessageError} `message/number-full` */
  admitFurther(channel: Channel, phone: string): Promise<void>;
}

/** Work that a worker repeats beside the path of messages, such as an audit. */
export interface Chore {
  readonly everyMs: number;
  /** When `runOnce` runs the chore. Only the chores of `start` and `end` run in parallel. */
  readonly once: readonly ("start" | "before" | "after" | "end")[];
  /** Starts a run before the interval ends. */
  readonly bell?: Wakeup | undefined;
  run(signal: AbortSignal): Promise<unknown>;
  /** Releases the chore's lease when the worker stops. */
  leave?(): Promise<void>;
}

/** Answers recipients' replies with the status of their enrollment. */
export interface ReplyAnswers {
  /** Queues the answer to a reply. Never waits, never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  confirm(one: StopConfirmation): void;
  /** Drops queued answers, and waits this long for answers that are being sent. */
  close(graceMs: number): Promise<void>;
}

export interface Plugins {
  /** The tasks of all plugins. A failing task logs its error and delays no other task. */
  readonly chores: readonly Chore[];
  /** Finished runs: the fewest of any task, and the total of runs in which this process owned the task. */
  runs(): { readonly runs: number; readonly ownRuns: number };
  readonly beforeStore: NonNullable<PluginHooks["beforeStore"]>;
  /** Runs a plugin's command; `undefined` if no plugin has it. @throws {ConfigError} `config/invalid` for its input */
  command(plugin: string, command: string, input: unknown): Promise<readonly unknown[] | undefined>;
  /** What a plugin learned from the campaign's receipts; `undefined` if no plugin reads receipts. */
  insight(campaign: number, providers: readonly string[]): Promise<CampaignInsight | undefined>;
  findings(): Promise<readonly (PluginFinding & { readonly plugin: string })[]>;
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
  readonly replyAnswers: ReplyAnswers;
  readonly outcomes: Outcomes;
  /** Wakes waiting callers after a write under a virtual clock. With a real clock, callers poll the store. */
  readonly news: Wakeup;
  /** Starts the tasks of plugins. */
  readonly watching: Wakeup;
  /** Starts the task that releases waves. */
  readonly paced: Wakeup;
  /** A random id of this process; never a host name. */
  readonly incarnation: string;
  readonly refused: Map<string, number>;
  readonly plugins: Plugins;
  /** Absent = `send()` accepts every phone number. */
  readonly sendGuard: SendGuard | undefined;
  log(line: LogLine): void;
}

/** Returns whether providers are called. In capture mode, not even look-ups are sent. */
export function isLive({ options }: Pick<EngineContext, "options">): boolean {
  return (options.delivery ?? "capture") !== "capture";
}
