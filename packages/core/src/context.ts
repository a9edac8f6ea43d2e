import type { Provider, Runtime, Signer, Store } from "@relance/spec";
import { createVersions, type Versions } from "./campaign/versions.ts";
import type { EngineOptions, LogLine } from "./engine-options.ts";
import { createLinks, type Links } from "./links.ts";
import { createReplyAnswers, type ReplyAnswers } from "./reply/reply-answers.ts";

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
  /** This process start; never a host name. */
  readonly incarnation: string;
  /** Requests that this process refused at its door, by error code. */
  readonly refused: Map<string, number>;
  log(line: LogLine): void;
}

/** A log that throws is the log's misfortune, not the campaign's. */
function write({ log }: EngineOptions, line: LogLine): void {
  try {
    log?.(line);
  } catch {}
}

export function createContext(options: EngineOptions): EngineContext {
  const log = (line: LogLine) => write(options, line);
  const context: EngineContext = {
    options,
    store: options.store,
    runtime: options.runtime,
    signer: options.signer,
    providers: options.providers,
    versions: createVersions(options, log),
    links: createLinks(options.signer, options.publicUrl),
    incarnation: options.runtime.id(),
    refused: new Map(),
    log,
    get replyAnswers() {
      return replyAnswers;
    },
  };
  const replyAnswers = createReplyAnswers(context);
  return context;
}
