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

/** Guards `send()` behind public forms against SMS pumping. */
export interface SendGuard {
  /**
   * Checks these contacts' phone numbers, and counts one message to the first.
   * @throws {MessageError} `message/country-refused`, `message/prefix-refused`, `message/number-full`,
   * `message/prefix-full`
   */
  admit(contacts: readonly Contact[]): Promise<void>;
  /**
   * Counts a message to a further number after the first failed.
   * @throws {MessageError} `message/number-full`
   */
  admitFurther(channel: Channel, phone: string): Promise<void>;
}

/** Work beside the path of messages that a worker repeats, such as an audit or the task of a plugin. */
export interface Chore {
  /** Pause between two runs, in milliseconds. */
  readonly everyMs: number;
  /**
   * When `runOnce` runs it: in parallel with others at the `start` and the `end`, one after the other `before` messages
   * are sent and `after`.
   */
  readonly once: readonly ("start" | "before" | "after" | "end")[];
  /** Rings when the chore is to run now. Absent = it runs at its interval only. */
  readonly bell?: Wakeup | undefined;
  run(signal: AbortSignal): Promise<unknown>;
  /** Ends a lease when the worker stops, so that another worker can continue immediately. */
  leave?(): Promise<void>;
}

/** The plugins of one gateway. */
export interface Plugins {
  /** Their tasks. A task that fails logs it and delays nothing else. */
  readonly chores: readonly Chore[];
  /** Finished runs of their tasks: the fewest of any task, and those in which this process owned the task. */
  runs(): { readonly runs: number; readonly ownRuns: number };
  readonly beforeStore: NonNullable<PluginHooks["beforeStore"]>;
  /**
   * Runs a command of a plugin. Returns `undefined` when there is no such command.
   * @throws {ConfigError} `config/invalid` for another input
   */
  command(plugin: string, command: string, input: unknown): Promise<readonly unknown[] | undefined>;
  /** What a plugin knows of the campaign's receipts; absent = no plugin has this part. */
  insight(campaign: number, providers: readonly string[]): Promise<CampaignInsight | undefined>;
  /** The status of each plugin that reports one. */
  findings(): Promise<readonly (PluginFinding & { readonly plugin: string })[]>;
  /** What each plugin adds to the report of a campaign, by plugin. */
  reports(campaign: number): Promise<Readonly<Record<string, unknown>>>;
}

/** Shared by all parts of the engine. */
export interface EngineContext {
  readonly options: EngineOptions;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signer: Signer;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly versions: Versions;
  readonly links: Links;
  /** Sends the answers to recipients' replies, with the current status. */
  readonly replyAnswers: ReplyAnswers;
  readonly outcomes: Outcomes;
  /** Wakes listeners after writes under a virtual clock. In production listeners poll instead. */
  readonly news: Wakeup;
  /** Rings when the tasks of plugins are to run now. */
  readonly watching: Wakeup;
  /** Rings when a plugin has reported on a campaign's pace, so that the task that releases waves reads it now. */
  readonly paced: Wakeup;
  /** A random id of this process start. It is never a host name. */
  readonly incarnation: string;
  /** Requests and calls of `send()` that this process refused, by error code. */
  readonly refused: Map<string, number>;
  readonly plugins: Plugins;
  /** Absent = `send()` accepts every number. */
  readonly sendGuard: SendGuard | undefined;
  log(line: LogLine): void;
}

/** In capture mode nothing is sent, look-ups included. */
export function isLive({ options }: Pick<EngineContext, "options">): boolean {
  return (options.delivery ?? "capture") !== "capture";
}
