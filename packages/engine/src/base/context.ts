import type {
  CampaignInsight,
  ClaimedRow,
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
  /** Checks the rate limits of these phone numbers and counts one message to the first. @throws {MessageError} */
  admit(contacts: readonly Contact[]): Promise<void>;
  /** Counts a message that `admit` did not count. @throws {MessageError} `message/number-full`, `message/prefix-full` */
  admitFurther(row: ClaimedRow): Promise<void>;
}

/** Periodic work of a worker that sends no messages, such as an audit. */
export interface Chore {
  readonly everyMs: number;
  /** When a chore runs during a `runOnce` call. Chores of `start` and `end` run in parallel. */
  readonly once: readonly ("start" | "before" | "after" | "end")[];
  /** A wake-up that also runs the chore. */
  readonly bell?: Wakeup | undefined;
  run(signal: AbortSignal): Promise<unknown>;
  leave?(): Promise<void>;
}

export interface ReplyAnswers {
  /** Queues the answer to a reply. Returns immediately and never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  confirm(one: StopConfirmation): void;
  /** Drops queued answers, and waits up to `graceMs` for answers that are already being sent. */
  close(graceMs: number): Promise<void>;
}

export interface Plugins {
  /** The tasks of all plugins. If a task fails, its error is logged and the other tasks continue. */
  readonly chores: readonly Chore[];
  /** `runs`: how often all tasks have finished a run. `ownRuns`: how often this process held the run's lease. */
  runs(): { readonly runs: number; readonly ownRuns: number };
  readonly beforeStore: NonNullable<PluginHooks["beforeStore"]>;
  /** Runs a plugin's command; `undefined` if it does not exist. @throws {ConfigError} `config/invalid` */
  command(plugin: string, command: string, input: unknown): Promise<readonly unknown[] | undefined>;
  /** Returns what a plugin found in the campaign's receipts; `undefined` if no plugin reads receipts. */
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
  /** With a virtual clock, wakes callers that wait for a write. With a real clock, they poll the store instead. */
  readonly news: Wakeup;
  /** Wakes the tasks of plugins. */
  readonly watching: Wakeup;
  /** Wakes the task that releases waves. */
  readonly paced: Wakeup;
  /** A random id of this process, without the host name. */
  readonly incarnation: string;
  readonly refused: Map<string, number>;
  readonly plugins: Plugins;
  /** Absent if `send()` accepts every phone number. */
  readonly sendGuard: SendGuard | undefined;
  log(line: LogLine): void;
}

/** The members of the context that a function uses. */
export type Needs<Member extends keyof EngineContext> = Pick<EngineContext, Member>;

/** Returns whether this gateway sends requests to providers. In capture mode it sends none. */
export function isLive({ options }: Needs<"options">): boolean {
  return (options.delivery ?? "capture") !== "capture";
}
