import { compileCampaign } from "@relance/campaign";
import { canaries } from "@relance/canaries";
import type { TestPhones, World } from "@relance/simulator";
import type { AuditFinding, CampaignDefinition, CampaignPart, Plugin } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import { createRelance, type Providers, type Relance, type RelanceConfig } from "relance";
import { localPlugins, partsOf } from "relance/parts";
import type { RehearsedForm } from "./rehearsal.ts";
import type { EngineTime } from "./time/engine-time.ts";
import { frugalStore } from "./time/frugal-store.ts";
import type { Receiver } from "./world/receiver.ts";
import { renderedOnce } from "./world/stand-in.ts";
import type { StandIns } from "./world/stand-ins.ts";

/** Signs the links of a rehearsal. The links never leave the process. */
const SECRET = "only-for-rehearsals-on-a-virtual-clock";
const CANARIES = "canaries";
const ANYTHING: CampaignPart["schema"] = { "~standard": { validate: (value) => ({ value }) } };
const MINUTE_MS = 60_000;
/** Interval at which the engine polls for work. Due work wakes the engine earlier. */
const POLL_MS = 15 * MINUTE_MS;
/** Interval at which the rehearsal checks whether the receiver listens, if a scenario may stop the receiver. */
const LISTEN_MS = 15_000;

/**
 * Factor that slows down the lease clock, so that heartbeats are rare. Leases may end late, because no process crashes
 * in a rehearsal.
 */
const LIVE_SHARE = 500;

/**
 * Result of each periodic audit in a rehearsal. An audit is slow, so the rehearsal audits the rows only once, at the
 * end.
 */
const NOTHING_FOUND = { findings: [], cursor: undefined, checked: 0 } as const;

/** Settings that a rehearsal uses. Of `security`, a rehearsal uses only the guard of `send()`. */
export type RehearsedConfig = Partial<
  Pick<RelanceConfig, "providers" | "templates" | "replies" | "retention" | "plugins" | "security">
>;

export interface RehearsalSession {
  readonly gateway: Relance;
  audit(): Promise<readonly AuditFinding[]>;
  start(): () => Promise<void>;
}

/** Returns the plugin `canaries` with simulated phones. A rehearsal runs no other plugin. */
function rehearsedPlugins({ plugins = {} }: CampaignDefinition, source: TestPhones): readonly Plugin[] {
  const isRun = (name: string) => localPlugins().some((plugin) => plugin.name === name);
  const parts = Object.keys(plugins).filter((name) => !isRun(name));
  return parts.map((name) => {
    const campaign = { schema: ANYTHING };
    return name === CANARIES
      ? canaries({ source })
      : { name, migrations: [], posts: {}, commands: [], kinds: [], campaign, start: () => ({}) };
  });
}

/** Opens the real engine with the real store, which runs in memory and in this thread, and with simulated providers. */
export async function openSession(parts: {
  readonly config: RehearsedConfig;
  readonly definition: CampaignDefinition;
  readonly world: World;
  readonly time: EngineTime;
  readonly standIns: StandIns;
  readonly receiver: Receiver;
  readonly phones: TestPhones;
  readonly mayBeDown: boolean;
  readonly guard: RehearsedForm["guard"];
}): Promise<RehearsalSession> {
  const { config, definition, world, time, standIns, receiver, phones, mayBeDown, guard } = parts;
  const { runtime } = time;
  const now = () => Math.floor(world.clock.now());
  const store = openSqlite({
    file: ":memory:",
    now,
    liveNow: () => Math.floor(now() / LIVE_SHARE),
    id: () => "rehearsal",
  });
  const gateway: Relance = await createRelance(
    {
      ...config,
      store: { ...yieldingStore(frugalStore(store, now), { yield: runtime.yield }), audit: async () => NOTHING_FOUND },
      providers: standIns as Providers,
      publicUrl: "https://rehearsal.invalid",
      security: {
        signing: [SECRET],
        sendGuard: { countries: guard.countries, perPrefixMinute: guard.perPrefixMinute },
      },
      delivery: "live",
      plugins: [...localPlugins(config.plugins), ...rehearsedPlugins(definition, phones)],
      observe: { log: () => {} },
    },
    {
      runtime,
      pollMs: POLL_MS,
      compile: (body) => renderedOnce(compileCampaign(body, { templates: config.templates })),
      heartbeatMs: mayBeDown ? LISTEN_MS : 10 * MINUTE_MS,
      send: (provider, message, signal) => provider.send(message, { signal }),
      callOurselves: mayBeDown
        ? async (_, token) => receiver.isOpen() && partsOf(gateway).engine.port.isOwnRequest(token)
        : undefined,
    },
  );

  return {
    gateway,
    async audit() {
      const findings: AuditFinding[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.audit({ cursor, limit: 50_000 });
        findings.push(...page.findings);
        cursor = page.cursor;
      } while (cursor !== undefined);
      return findings;
    },
    start() {
      const stop = new AbortController();
      partsOf(gateway).engine.listen();
      const running = gateway.run({ signal: stop.signal, grace: "0s" });
      running.catch(() => {});
      return async () => {
        stop.abort();
        let isOver = false;
        const over = Promise.all([running, gateway.close({ grace: "0s" })]).finally(() => {
          isOver = true;
        });
        over.catch(() => {});
        while (!isOver) await time.drain();
        await over;
      };
    },
  };
}
