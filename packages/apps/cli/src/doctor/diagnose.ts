import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSealing } from "@relance/evidence/sealing";
import type { VendorAddresses } from "@relance/report/views";
import { type Provider, RelanceError, type Store } from "@relance/spec";
import { checkConfig, createRelance, type Providers, type RelanceConfig, type RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import { missingPlugins, providersOf } from "../check/provider-facts.ts";
import { type LoadedConfig, loadConfig } from "../config/load-config.ts";
import { problemSentence } from "../output/problem-sentence.ts";
import { counted, durationText } from "../output/wording.ts";
import type { Session } from "../session.ts";
import { deliveryText } from "../start/start-file.ts";
import { isLoopback } from "../worker/listening.ts";
import { type Diagnosis, fail, lookAtStore, ok, warn } from "./look-at-store.ts";

/** Runs every check before a campaign. A failed check does not stop the other checks. */
export async function* diagnose(session: Session, isProbing: boolean): AsyncIterable<Diagnosis> {
  yield* lookAtMachine(thisMachine());
  let loaded: LoadedConfig;
  try {
    loaded = await loadConfig(session);
  } catch (error) {
    yield failed("config", error);
    return;
  }
  const { config } = loaded;
  const facts = lookAtConfig(loaded);
  const hasSecrets = facts.every(({ check, status }) => check !== "secrets" || status !== "fail");
  const mistake = hasSecrets ? mistakeIn(config) : undefined;
  yield mistake ?? ok("config", loaded.file);
  yield* facts;
  if (!hasSecrets) return; // without secrets the gateway cannot open
  const isCapture = config.delivery === undefined || config.delivery === "capture";
  yield* await lookAtProviders(config.providers, isProbing || !isCapture);
  if (mistake !== undefined) return;
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

function mistakeIn(config: RelanceConfig): Diagnosis | undefined {
  try {
    checkConfig(config);
    return undefined;
  } catch (error) {
    return failed("config", error);
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

/** Lists the URLs to enter at vendors. Signatures are omitted, because people share doctor's output. */
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
    providersOf(providers).map(([providerName, provider]) => lookAt(providerName, provider, isProbing)),
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

/** The first version of Node 22 whose SQLite does not corrupt a WAL that two connections use. */
const NODE_FLOOR = [22, 23] as const;
const SQLITE_FLOOR = [3, 51, 3] as const;
/** A date before this version was written. An earlier time proves that the machine's clock is wrong. */
const OLDEST_NOW = Date.UTC(2025, 10, 1);
const MAX_DRIFT_MS = 30_000;

interface Machine {
  readonly node: string;
  readonly sqlite: string | undefined;
  readonly now: number;
  /** The time according to the steady clock, in milliseconds since 1970. */
  readonly steadyNow: number;
}

function thisMachine(): Machine {
  return {
    node: process.versions.node,
    sqlite: process.versions.sqlite,
    now: Date.now(),
    steadyNow: performance.timeOrigin + performance.now(),
  };
}

export function lookAtMachine({ node, sqlite, now, steadyNow }: Machine): readonly Diagnosis[] {
  return [
    isAtLeast(node, NODE_FLOOR)
      ? ok("node", node)
      : fail("node", `${node}; run Node 22.23 or newer, or 24: older ones contain a SQLite that can corrupt its file`),
    sqlite !== undefined && isAtLeast(sqlite, SQLITE_FLOOR)
      ? ok("sqlite", sqlite)
      : fail("sqlite", `${sqlite ?? "missing"}; 3.51.3 or newer comes with Node 22.23 or 24`),
    clock(now, steadyNow),
  ];
}

function clock(now: number, steadyNow: number): Diagnosis {
  const text = new Date(now).toISOString();
  if (now < OLDEST_NOW) return fail("clock", `${text} is in the past; deadlines would be wrong: set the clock`);
  const drift = Math.round(Math.abs(now - steadyNow) / 1_000);
  if (Math.abs(now - steadyNow) > MAX_DRIFT_MS) {
    return warn("clock", `${text}; the clock jumped by ${drift} s: check NTP`);
  }
  return ok("clock", `${text}, steady`);
}

function isAtLeast(version: string, floor: readonly number[]): boolean {
  const parts = version.split(".").map(Number);
  for (const [place, least] of floor.entries()) {
    const part = parts[place] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

const MIN_SECRET_LENGTH = 16;
const OTHERS = 0o077;

export function lookAtConfig({ file, config }: LoadedConfig): readonly Diagnosis[] {
  return [
    secrets(config.security.signing),
    ...dotenv(dirname(file)),
    publicUrl(config.publicUrl),
    ...delivery(config.delivery),
    api(config.security.apiTokens ?? []),
  ];
}

function delivery(mode: RelanceConfig["delivery"]): readonly Diagnosis[] {
  if (typeof mode === "string" && mode !== "live" && mode !== "capture") return [];
  return [(mode === "live" ? ok : warn)("delivery", deliveryText(mode))];
}

function api(tokens: readonly string[]): Diagnosis {
  if (tokens.length === 0) return ok("api", "off; set security.apiTokens to open it");
  return ok("api", counted(tokens.length, "token"));
}

function secrets(given: readonly (string | undefined)[]): Diagnosis {
  const set = given.filter((secret) => secret !== undefined);
  if (set.length === 0) {
    const advice = "none is set; is RELANCE_SECRET in the environment, or in the .env next to the configuration?";
    return fail("secrets", advice);
  }
  if (set.some((secret) => secret.length < MIN_SECRET_LENGTH)) {
    return fail("secrets", `one secret is shorter than ${MIN_SECRET_LENGTH} characters: links could be forged`);
  }
  return ok("secrets", counted(set.length, "secret"));
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
  const url = URL.parse(address);
  if (url === null) return fail("publicUrl", "not an address; write one such as https://notify.example.org/relance");
  if (isLoopback(url.hostname)) return warn("publicUrl", `${address} can be reached from this machine only`);
  if (url.protocol !== "https:")
    return fail("publicUrl", `${address}: write https, because a link is enough to confirm`);
  return ok("publicUrl", address);
}
