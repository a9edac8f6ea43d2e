import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSealing } from "@relance/evidence/sealing";
import type { VendorAddresses } from "@relance/report/views";
import { type Provider, RelanceError, type Store } from "@relance/spec";
import { checkConfig, createRelance, type Providers, type RelanceConfig, type RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import { listProviders, missingPlugins } from "../check/provider-facts.ts";
import { type LoadedConfig, loadConfig, refuseUnset } from "../config/load-config.ts";
import { problemSentence } from "../output/problem-sentence.ts";
import { counted, durationText } from "../output/wording.ts";
import type { Session } from "../session.ts";
import { deliveryText } from "../start/start-file.ts";
import { isLoopback } from "../worker/listening.ts";
import { type Diagnosis, fail, lookAtStore, ok, warn } from "./look-at-store.ts";

/** Runs all checks that are useful before a campaign. If the configuration has a mistake, no other check runs. */
export async function* diagnose(session: Session, isProbing: boolean): AsyncIterable<Diagnosis> {
  yield ok("node", process.versions.node);
  yield clock(Date.now(), performance.timeOrigin + performance.now());
  let loaded: LoadedConfig;
  try {
    loaded = await loadConfig(session);
    refuseUnset(loaded.config);
    checkConfig(loaded.config);
  } catch (error) {
    yield failed("config", error);
    return;
  }
  const { config } = loaded;
  yield ok("config", loaded.file);
  yield* lookAtConfig(loaded);
  yield* await lookAtProviders(config.providers, isProbing || (config.delivery ?? "capture") !== "capture");
  try {
    const gateway = await createRelance(config);
    try {
      yield* lookAtAddresses(gateway.views.vendorAddresses());
      yield* await lookAtStore(config.store);
      if (config.evidence !== true) yield ok("evidence", "off: no event is sealed");
      else yield* await lookAtEvidence(config.store, Date.now());
      yield* await lookAtPlugins(gateway, config);
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

async function lookAtPlugins(gateway: RelanceLike, config: RelanceConfig): Promise<readonly Diagnosis[]> {
  const found = await partsOf(gateway).engine.plugins.findings();
  const hasAlerts = config.plugins?.some(({ name }) => name === "alerts") === true;
  return [
    ...found.map(({ plugin, isFine, fact }) => (isFine ? ok(plugin, fact) : warn(plugin, fact))),
    ...missingPlugins(config).map(({ name }) => warn(name, `${name}() runs by default, and plugins leaves it out`)),
    ...(hasAlerts ? [] : [warn("alerts", "incidents alert no operator; add alerts() to plugins")]),
  ];
}

/** Lists the URLs to enter in vendors' settings. The output contains no signatures, because it is often shared. */
function lookAtAddresses(all: readonly VendorAddresses[]): readonly Diagnosis[] {
  return all.flatMap(({ provider, receipts, replies }) =>
    Object.entries({ receipts, replies }).flatMap(([what, address]) => {
      if (address === undefined) return [];
      const url = address.url.replace(/(?<=\?s=).+/, "…");
      const whole = url === address.url ? "" : " (--addresses prints it in full)";
      return [ok(provider, `${what}: enter ${url}${whole} at ${address.enterAt}`)];
    }),
  );
}

const LATE_MS = 10 * 60_000;

async function lookAtEvidence(store: Store, now: number): Promise<readonly Diagnosis[]> {
  const { isLost, unsealedSince } = await readSealing(store);
  if (isLost) {
    const fact =
      "the position up to which events are sealed is lost (was the database restored?): a worker, or relance evidence, finds it again from the seals";
    return [warn("evidence", fact)];
  }
  const waitedMs = unsealedSince === undefined ? 0 : now - unsealedSince.getTime();
  if (waitedMs <= LATE_MS) return [ok("evidence", "sealed up to now")];
  const wait = durationText(waitedMs);
  return [warn("evidence", `no event of the last ${wait} is sealed: run relance worker, or relance evidence NAME`)];
}

const PROBE_MS = 10_000;

export async function lookAtProviders(providers: Providers, isProbing: boolean): Promise<readonly Diagnosis[]> {
  return await Promise.all(
    listProviders(providers).map(([providerName, provider]) => lookAt(providerName, provider, isProbing)),
  );
}

async function lookAt(providerName: string, provider: Provider, isProbing: boolean): Promise<Diagnosis> {
  const what = `${provider.kind}, vendor ${provider.vendor}`;
  if (provider.probe === undefined) return ok(providerName, `${what}; cannot be probed without sending`);
  if (!isProbing) return ok(providerName, `${what}; not probed in capture mode (--probe does)`);
  const signal = AbortSignal.timeout(PROBE_MS);
  try {
    await Promise.race([provider.probe({ signal }), rejectOn(signal)]);
    return ok(providerName, `${what}; reachable, credentials accepted`);
  } catch (error) {
    const isKnown = RelanceError.is(error);
    const late = signal.aborted ? `no answer in ${PROBE_MS / 1_000} s` : "the probe failed";
    return fail(providerName, `${what}; ${isKnown ? `${error.code}: ${error.message}` : late}`);
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A date earlier than the release of this version. If the clock shows an earlier time, it is wrong. */
const OLDEST_NOW = Date.UTC(2025, 10, 1);
const MAX_DRIFT_MS = 30_000;

/** Compares the clock with the steady clock, which cannot jump. Both clocks return milliseconds since 1970. */
export function clock(now: number, steadyNow: number): Diagnosis {
  const text = new Date(now).toISOString();
  if (now < OLDEST_NOW) return fail("clock", `${text} is in the past; deadlines would be wrong: set the clock`);
  const drift = Math.round(Math.abs(now - steadyNow) / 1_000);
  if (Math.abs(now - steadyNow) > MAX_DRIFT_MS) {
    return warn("clock", `${text}; the clock jumped by ${drift} s: check NTP`);
  }
  return ok("clock", `${text}, steady`);
}

const OTHERS = 0o077;

export function lookAtConfig({ file, config }: LoadedConfig): readonly Diagnosis[] {
  const tokens = config.security.apiTokens ?? [];
  return [
    ...dotenv(dirname(file)),
    publicUrl(config.publicUrl),
    (config.delivery === "live" ? ok : warn)("delivery", deliveryText(config.delivery)),
    ok("api", tokens.length === 0 ? "off; set security.apiTokens to open it" : counted(tokens.length, "token")),
  ];
}

function dotenv(folder: string): Diagnosis[] {
  const found = statSync(join(folder, ".env"), { throwIfNoEntry: false });
  if (found === undefined || process.platform === "win32") return [];
  return (found.mode & OTHERS) === 0
    ? [ok(".env", "readable by its owner only")]
    : [warn(".env", "other users of this machine may read the file: chmod 600 .env")];
}

function publicUrl(address: string | undefined): Diagnosis {
  if (address === undefined) return warn("publicUrl", "missing: no links in messages, no receipts, no replies");
  const { hostname, protocol } = new URL(address);
  if (isLoopback(hostname)) return warn("publicUrl", `${address} can be reached from this machine only`);
  if (protocol !== "https:") return fail("publicUrl", `${address}: write https, because a link is enough to confirm`);
  return ok("publicUrl", address);
}
