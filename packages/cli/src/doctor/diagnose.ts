import { randomUUID } from "node:crypto";
import { readSealing } from "@relance/core";
import { type Provider, RelanceError, type Store } from "@relance/spec";
import { createGateway, type GatewayConfig, type Providers, type WebhookState } from "relance";
import { alertWarnings } from "../check/check-file.ts";
import { providersOf } from "../check/provider-facts.ts";
import { webhookFacts } from "../commands/webhooks.ts";
import { type LoadedConfig, loadConfig } from "../config/load-config.ts";
import { problemSentence } from "../output/problem-sentence.ts";
import { reportFormat } from "../report/report-format.ts";
import type { Session } from "../session.ts";
import { type Diagnosis, fail, ok, warn } from "./diagnosis.ts";
import { lookAtConfig } from "./look-at-config.ts";
import { lookAtMachine, thisMachine } from "./look-at-machine.ts";
import { lookAtStore } from "./look-at-store.ts";

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
      yield* await lookAtStore(config.store);
      if (config.evidence !== true) yield ok("evidence", "switched off: nothing is sealed");
      else yield* await lookAtEvidence(config.store, Date.now());
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

/** Whether an incident would reach anybody, and over what. */
function lookAtAlerts(config: GatewayConfig): readonly Diagnosis[] {
  const { alerts } = config.observe ?? {};
  if (alerts === undefined) return [warn("alerts", "incidents alert no operator; set observe.alerts")];
  const { webhook, email, sms } = alerts;
  const ways = [
    ...(webhook === undefined ? [] : ["webhook"]),
    ...(email === undefined ? [] : [`email to ${email.to.length}`]),
    ...(sms === undefined ? [] : [`SMS to ${sms.to.length}`]),
  ];
  const isCapture = config.delivery === undefined || config.delivery === "capture";
  const captured = isCapture && webhook === undefined ? [warn("alerts", "capture mode: none of them leaves")] : [];
  const gaps = alertWarnings(config).map(({ path, advice }) => warn("alerts", `${path}: ${advice}`));
  return [ok("alerts", ways.join(", ")), ...captured, ...gaps];
}

/** Workers tell within seconds; so long may one event wait. */
const LATE_MS = 10 * 60_000;

export function lookAtWebhooks(states: readonly WebhookState[], now: number): readonly Diagnosis[] {
  return states.map((state) => {
    const { status, parked, lost, backlog } = state;
    const isLate = now - (backlog.oldestAt?.getTime() ?? now) > LATE_MS;
    const isWell = (status === "ready" || status === "waiting") && parked + lost === 0 && !isLate;
    const fact = `${state.name} ${status}: ${webhookFacts(state)}`;
    return isWell ? ok("webhooks", fact) : warn("webhooks", fact);
  });
}

async function lookAtEvidence(store: Store, now: number): Promise<readonly Diagnosis[]> {
  const { isLost, unsealedSince } = await readSealing(store, `doctor:${randomUUID()}`);
  if (isLost) {
    return [
      warn(
        "evidence",
        "the place up to which events are sealed is lost (was the database restored?): a worker, or relance evidence, finds it again from the seals",
      ),
    ];
  }
  const waitedMs = unsealedSince === undefined ? 0 : now - unsealedSince.getTime();
  if (waitedMs <= LATE_MS) return [ok("evidence", "sealed up to now")];
  const wait = reportFormat("en").duration(waitedMs);
  return [
    warn("evidence", `what has happened for ${wait} is under no seal: run relance worker, or relance evidence NAME`),
  ];
}

const PROBE_MS = 10_000;

/** Asks every provider whether it can be reached and takes our credentials. No message is sent. */
export async function lookAtProviders(providers: Providers, isProbing: boolean): Promise<readonly Diagnosis[]> {
  return await Promise.all(
    providersOf(providers).map(([providerName, provider]) => lookAt(providerName, provider, isProbing)),
  );
}

async function lookAt(providerName: string, provider: Provider, isProbing: boolean): Promise<Diagnosis> {
  const what = `${provider.kind}, vendor ${provider.vendor}`;
  if (provider.probe === undefined) return ok(providerName, `${what}; cannot be asked without sending`);
  if (!isProbing) return ok(providerName, `${what}; not asked in capture mode (--probe asks)`);
  const signal = AbortSignal.timeout(PROBE_MS);
  try {
    await Promise.race([provider.probe({ signal }), rejectOn(signal)]);
    return ok(providerName, `${what}; reachable, credentials taken`);
  } catch (error) {
    if (RelanceError.is(error)) return fail(providerName, `${what}; ${error.code}: ${error.message}`);
    return fail(
      providerName,
      signal.aborted ? `${what}; no answer in ${PROBE_MS / 1_000} s` : `${what}; the probe failed`,
    );
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
