import type { Provider, Runtime, Signer, Store } from "@relance/spec";
import type { Versions } from "./campaign/versions.ts";
import type { EngineOptions, LogLine } from "./engine-options.ts";
import type { Links } from "./links.ts";
import type { Outcomes } from "./outcome/outcomes.ts";
import type { ReplyAnswers } from "./reply/reply-answers.ts";

/** What every room of the engine shares. */
export interface EngineContext {
  readonly options: EngineOptions;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signer: Signer;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly versions: Versions;
  readonly links: Links;
  /** Tells people who replied how things stand. */
  readonly replyAnswers: ReplyAnswers;
  readonly outcomes: Outcomes;
  /** This process start; never a host name. */
  readonly incarnation: string;
  /** Requests that this process refused at its door, by error code. */
  readonly refused: Map<string, number>;
  log(line: LogLine): void;
}
