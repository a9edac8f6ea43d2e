import type { LogLine, Signer } from "@relance/spec";
import type { EngineContext } from "./base/context.ts";
import type { EngineOptions } from "./base/engine-options.ts";
import { createLinks } from "./base/links.ts";
import { createOutcomes } from "./base/outcomes.ts";
import { createVersions } from "./base/versions.ts";
import { createWakeup } from "./base/wakeup.ts";
import { createPlugins } from "./plugins/plugin-host.ts";
import { createReplyAnswers } from "./reply/create-reply-answers.ts";
import { createSendGuard } from "./send/send-guard.ts";

/** Writes a log line. Ignores errors of the logger, so that they cannot stop a campaign. */
function write({ log }: EngineOptions, line: LogLine): void {
  try {
    log?.(line);
  } catch {}
}

export function createContext(options: EngineOptions): EngineContext {
  const log = (line: LogLine) => write(options, line);
  const signer = storeSigner(options.signer, options.storeInfo.id);
  const news = createWakeup(options.runtime);
  const context: EngineContext = {
    options,
    store: options.store,
    runtime: options.runtime,
    signer,
    providers: options.providers,
    versions: createVersions(options, log),
    news,
    watching: createWakeup(options.runtime),
    paced: createWakeup(options.runtime),
    outcomes: createOutcomes({ ...options, news }),
    links: createLinks(signer, options.publicUrl),
    incarnation: options.runtime.id(),
    refused: new Map(),
    log,
    get sendGuard() {
      return sendGuard;
    },
    get plugins() {
      return plugins;
    },
    get replyAnswers() {
      return replyAnswers;
    },
  };
  const plugins = createPlugins(context);
  const replyAnswers = createReplyAnswers(context);
  const sendGuard = options.sendGuard === undefined ? undefined : createSendGuard(context, options.sendGuard);
  if (options.storeInfo.isElsewhere) log({ level: "warn", event: "store.elsewhere" });
  return context;
}

/**
 * A signature covers the store's id, because two stores with the same secrets may give one number to two recipients.
 * Keyed hashes do not cover the store's id, so that another store can import suppressions (docs/decisions/0016).
 */
function storeSigner({ sign, verify, digests }: Signer, store: string): Signer {
  return {
    sign: (purpose, id) => sign(purpose, `${store} ${id}`),
    verify: (purpose, id, signature) => verify(purpose, `${store} ${id}`, signature),
    digests,
  };
}
