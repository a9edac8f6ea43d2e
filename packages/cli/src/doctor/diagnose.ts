import { RelanceError } from "@relance/spec";
import { createGateway } from "relance";
import { type LoadedConfig, loadConfig } from "../config/load-config.ts";
import { problemSentence } from "../output/problem-sentence.ts";
import type { Session } from "../session.ts";
import { type Diagnosis, fail, ok } from "./diagnosis.ts";
import { lookAtAlerts } from "./look-at-alerts.ts";
import { lookAtConfig } from "./look-at-config.ts";
import { lookAtEvidence } from "./look-at-evidence.ts";
import { lookAtMachine, thisMachine } from "./look-at-machine.ts";
import { lookAtProviders } from "./look-at-providers.ts";
import { lookAtStore } from "./look-at-store.ts";
import { lookAtWebhooks } from "./look-at-webhooks.ts";

/** Looks at everything that has to be right before a campaign starts, and goes on where one thing is wrong. */
export async function* diagnose(session: Session, isProbing: boolean): AsyncIterable<Diagnosis> {
  yield* lookAtMachine(thisMachine());
  let loaded: LoadedConfig;
  try {
    loaded = await loadConfig(session);
  } catch (error) {
    yield failed("config", error);
    return;
  }
  yield ok("config", loaded.file);
  yield* lookAtConfig(loaded);
  const { config } = loaded;
  yield* lookAtAlerts(config);
  const isCapture = config.delivery === undefined || config.delivery === "capture";
  yield* await lookAtProviders(config.providers, isProbing || !isCapture);
  try {
    const gateway = await createGateway(config);
    try {
      yield* await lookAtStore(gateway.internals.store);
      if (config.evidence === false) yield ok("evidence", "switched off: nothing is sealed");
      else yield* await lookAtEvidence(gateway.internals.store, Date.now());
      yield* lookAtWebhooks(await gateway.webhooks.list(), Date.now());
    } finally {
      await gateway.close();
    }
  } catch (error) {
    yield failed("store", error);
  }
}

function failed(check: string, error: unknown): Diagnosis {
  if (!RelanceError.is(error)) throw error;
  return fail(check, `${error.code}: ${problemSentence(error)}`);
}
