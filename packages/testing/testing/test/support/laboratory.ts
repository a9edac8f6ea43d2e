import { defineCampaign } from "@relance/campaign";
import {
  type CampaignDefinition,
  ConfigError,
  type Ledger,
  type Provider,
  type RelanceEvent,
  type Store,
} from "@relance/spec";
import { type EmbeddedStore, openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import { createRelance, type LoadedCampaign, type LogLine, type Relance, type RelanceConfig } from "relance";
import type { EngineOverrides } from "relance/parts";
import { type VirtualProcess, VirtualTime } from "../../src/index.ts";

export const SECOND = 1_000;
export const MINUTE: number = 60 * SECOND;
export const HOUR: number = 60 * MINUTE;

/** Interval at which engines poll. Due work wakes them earlier. */
const POLL_MS = 5 * SECOND;

const TEXT = "hello@1";
const TEMPLATES = {
  [TEXT]: { sms: () => ({ text: "hello" }), email: () => ({ subject: "hello", text: "hello" }) },
};

export interface LaboratoryOptions {
  readonly sms: (world: VirtualProcess) => Readonly<Record<string, Provider<"sms">>>;
  readonly email?: (world: VirtualProcess) => Readonly<Record<string, Provider<"email">>>;
  /** Wraps the store that gateways use. */
  readonly storeOf?: ((store: Store) => Store) | undefined;
  readonly config?: Partial<RelanceConfig> | undefined;
  readonly overrides?: EngineOverrides | undefined;
  /** Duration of a claim in milliseconds, as over a slow network. @default 0 */
  readonly claimMs?: number | undefined;
  /** Like `singleWorker` of {@link openSqlite}. @default true */
  readonly singleWorker?: boolean | undefined;
  /** Determines the order of tasks that are due at the same time. @default 1 */
  readonly seed?: number | undefined;
}

/**
 * Gateways with one store in memory, each a process on the virtual clock. Tests of the engine that need a store or a
 * clock are here, because the package `engine` must not import them.
 */
export interface Laboratory {
  readonly time: VirtualTime;
  readonly world: VirtualProcess;
  /** The store, for calls outside the virtual scheduler. */
  readonly store: EmbeddedStore;
  readonly log: readonly LogLine[];
  /** Starts another process with a separate gateway; `config` overrides the common configuration. */
  open(
    name: string,
    config?: Partial<RelanceConfig>,
  ): Promise<{ readonly process: VirtualProcess; readonly gateway: Relance }>;
  /** Runs work that waits for virtual time, and advances the virtual clock until the work ends. */
  finish<T>(work: Promise<T>): Promise<T>;
  ledger(name?: string): Promise<Ledger>;
  events(): Promise<readonly RelanceEvent[]>;
}

export async function openLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const time = new VirtualTime(options.seed ?? 1);
  const world = time.process("world");
  const store = openSqlite({
    file: ":memory:",
    now: () => time.now(),
    id: () => "laboratory",
    singleWorker: options.singleWorker,
  });
  const log: LogLine[] = [];
  await store.open();
  const sms = options.sms(world);
  const email = options.email?.(world);

  return {
    time,
    world,
    store,
    log,
    async open(name, otherwise) {
      const process = time.process(name);
      const yielding = yieldingStore(store, { yield: () => process.runtime.yield() });
      const own: Store = {
        ...yielding,
        async claim(request) {
          if (options.claimMs !== undefined) await process.runtime.sleep(options.claimMs);
          return yielding.claim(request);
        },
      };
      const gateway = await createRelance(
        {
          store: { ...(options.storeOf?.(own) ?? own), close: async () => {} }, // all gateways share the store
          providers: { sms, ...(email === undefined ? {} : { email }) },
          security: { signing: ["a-secret-for-these-tests"] },
          delivery: "live",
          evidence: true,
          templates: TEMPLATES,
          ...options.config,
          ...otherwise,
          observe: { log: (line) => log.push(line), ...options.config?.observe },
        },
        {
          runtime: process.runtime,
          send: (provider, message, signal) => provider.send(message, { signal }),
          ...options.overrides,
          pollMs: options.overrides?.pollMs ?? POLL_MS,
        },
      );
      return { process, gateway };
    },
    async finish(work) {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      done.catch(() => {});
      await time.settle();
      while (!isDone) await time.advanceTo(time.nextAt() ?? time.now());
      return done;
    },
    async ledger(name = "hello") {
      const found = (await store.count()).find((ledger) => ledger.name === name);
      if (found === undefined) throw new ConfigError("campaign/unknown", `there is no ${name}`);
      return found;
    },
    events: async () => (await store.events({ limit: 100_000 })).events,
  };
}

/** Returns a campaign with one SMS to every recipient and 72 hours for an answer. */
export function hello(
  definition: Partial<CampaignDefinition> = {},
  templates: NonNullable<RelanceConfig["templates"]> = TEMPLATES,
): LoadedCampaign {
  return defineCampaign(
    {
      version: 1,
      name: "hello",
      deadline: "72h",
      audience: { contacts: { sms: "mobile", email: "mail" } },
      steps: [{ channel: "sms", route: ["main"], template: TEXT }],
      ...definition,
    },
    { templates },
  );
}

export function people(count: number, from = 0): readonly Record<string, string>[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `p${from + n}`,
    mobile: `+336399${String(from + n).padStart(5, "0")}`,
  }));
}

/** Accepts every message and sends no receipts. */
export const takesAll: Provider<"sms"> = {
  kind: "none",
  channel: "sms",
  vendor: "none",
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: attemptId }),
};
