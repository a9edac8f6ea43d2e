import type { Contact, Provider, Runtime, Signer, Store } from "@relance/spec";
import type { EngineOptions, LogLine } from "./engine-options.ts";
import type { Links } from "./links.ts";
import type { Outcomes } from "./outcomes.ts";
import type { ReplyAnswers } from "./reply-answers.ts";
import type { Versions } from "./versions.ts";
import type { Wakeup } from "./wakeup.ts";

/** Refuses numbers that are asked for to be paid for them: SMS pumping through a public form. */
export interface SendGuard {
  /**
   * Checks the phone numbers among these contacts, and counts one message to the first of them.
   * @throws {MessageError} `message/country-refused`, `message/prefix-refused`, `message/number-full`, `message/prefix-full`
   */
  admit(contacts: readonly Contact[]): Promise<void>;
  /**
   * Counts a message that goes to a further number, because the first one does not work.
   * @throws {MessageError} `message/number-full`
   */
  admitFurther(phone: string): Promise<void>;
}

/** What every room of the engine shares. */
export interface EngineContext {
  readonly options: EngineOptions;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signer: Signer;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly versions: Versions;
  readonly links: Links;
  /** Tells recipients who replied the current status. */
  readonly replyAnswers: ReplyAnswers;
  readonly outcomes: Outcomes;
  /** Rings when something was written. In production it never rings: listeners look by themselves. */
  readonly news: Wakeup;
  /** This process start; never a host name. */
  readonly incarnation: string;
  /** Requests and calls of `send()` that this process refused at its door, by error code. */
  readonly refused: Map<string, number>;
  /** Absent = `send()` sends to every number. */
  readonly sendGuard: SendGuard | undefined;
  log(line: LogLine): void;
}
