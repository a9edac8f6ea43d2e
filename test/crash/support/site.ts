import { createServer } from "node:http";
import type { AttemptState } from "@relance/spec";
import { type SharedClock, sharedClock } from "@relance/store-sqlite";
import { freePort } from "@relance/test-postgres";
import {
  type CampaignDefinition,
  type CampaignHandle,
  ConfigError,
  createRelance,
  type Ledger,
  type LoadedCampaign,
  type RecipientRow,
  type Relance,
  type RelanceEvent,
} from "relance";
import { partsOf } from "relance/parts";
import { gatewayConfig } from "../../e2e/support/gateway-config.ts";
import { type Outside, type OutsideOptions, openOutside } from "../../e2e/support/outside.ts";
import type { Settings } from "../../e2e/support/settings.ts";
import { waitFor } from "../../e2e/support/wait-for.ts";
import {
  type GatewayLeft,
  type GatewayOrder,
  type GatewayProcess,
  gatewayProcess,
} from "../../support/gateway-process.ts";
import type { OpenPlace } from "../../support/over-stores.ts";
import { peopleCampaign, peopleRows, personAt, TEMPLATES } from "../../support/people-campaign.ts";
import type { Failpoint } from "./failpoints.ts";

const LEASE_MS = 31_000;

export interface SiteOptions extends OutsideOptions {
  /** @default 12 */
  readonly people?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly definition?: Partial<CampaignDefinition> | undefined;
  /** @default "live" */
  readonly delivery?: Settings["delivery"];
}

export interface SiteOrder extends Pick<GatewayOrder, "failpoint" | "orders" | "poisonous" | "clockFile" | "freezes"> {
  readonly hears?: boolean | undefined;
  /** Milliseconds by which campaign time is ahead of the machine's clock in the started process. @default 0 */
  readonly offsetMs?: number | undefined;
}

/**
 * A campaign for crash tests, with a store, and provider APIs on loopback that record accepted messages. Tests kill the
 * campaign's processes.
 */
export interface Site extends AsyncDisposable {
  readonly folder: string;
  readonly outside: Outside;
  readonly settings: Settings;
  readonly people: number;
  moveTo(db: string): void;
  /** Starts a process that sends and listens until its failpoint or the test kills it. */
  start(change?: SiteOrder): GatewayProcess;
  dieAt(failpoint: Failpoint, change?: SiteOrder): Promise<GatewayLeft>;
  outlive(): Promise<void>;
  /**
   * Reads the ledger from the killed process's store. Returns `undefined` if the process had not stored the campaign.
   */
  onDisk(): Promise<Ledger | undefined>;
  doubts(key: string): Promise<number>;
  /**
   * Opens a gateway on the same store in the test's own process. Campaign time is `offsetMs` ahead of the machine's
   * clock.
   */
  open(offsetMs?: number): Promise<Successor>;
  /**
   * Returns the number of accepted messages by provider and recipient. For example, `main p3` → 1 means one message
   * through `main` to p3.
   */
  taken(): ReadonlyMap<string, number>;
}

export interface Successor extends AsyncDisposable {
  readonly gateway: Relance;
  readonly campaign: CampaignHandle;
  readonly clock: SharedClock;
  ledger(): Promise<Ledger>;
  everybody(): Promise<readonly RecipientRow[]>;
  pass(ms: number): Promise<void>;
  unfinished(): Promise<number>;
  told(type: RelanceEvent["type"]): Promise<readonly (string | undefined)[]>;
  findings(): Promise<readonly string[]>;
}

export async function openSite(openPlace: OpenPlace, options: SiteOptions = {}): Promise<Site> {
  const { people = 12, concurrency = 4, definition, delivery, receipts, secondReceipts } = options;
  const outside = await openOutside({ receipts, secondReceipts });
  const place = await openPlace();
  const port = await freePort();
  let settings: Settings = {
    db: place.db,
    publicUrl: `http://127.0.0.1:${port}/relance`,
    secrets: ["a-secret-for-these-tests"],
    apiTokens: [],
    concurrency,
    delivery,
    ...outside.settings,
  };
  let liveOffsetMs = 0;
  const start: Site["start"] = ({ offsetMs, hears = true, ...order } = {}) =>
    gatewayProcess({
      settings: { ...settings, liveOffsetMs, offsetMs },
      port: hears ? port : undefined,
      people,
      definition,
      ...order,
    });
  async function onDisk(): Promise<Ledger | undefined> {
    const { store } = gatewayConfig(settings);
    await store.open();
    try {
      return (await store.count())[0];
    } finally {
      await store.close();
    }
  }

  async function doubts(key: string): Promise<number> {
    const { store } = gatewayConfig(settings);
    await store.open();
    try {
      const { events } = await store.events({ limit: 1_000 });
      return events.filter((event) => event.key === key && event.type === "attempt.uncertain").length;
    } finally {
      await store.close();
    }
  }

  async function outlive(): Promise<void> {
    if (countOf(await onDisk(), "submitting") > 0) liveOffsetMs += LEASE_MS;
  }

  return {
    folder: place.folder,
    outside,
    get settings() {
      return settings;
    },
    people,
    start,
    moveTo(db) {
      settings = { ...settings, db };
    },
    async dieAt(failpoint, change = {}) {
      await using process = start({ failpoint, ...change });
      let isOver = false;
      void process.done.then(() => {
        isOver = true;
      });
      await waitFor(`the end ${failpoint.when} ${failpoint.place}`, () => isOver);
      await outlive();
      return process.done;
    },
    outlive,
    doubts,
    onDisk,
    open: (offsetMs = 0) => succeed({ ...settings, liveOffsetMs, offsetMs }, port, people, definition),
    taken() {
      const count = new Map<string, number>();
      const add = (name: string, to: string) => {
        const place = `${name} ${personAt(to)}`;
        count.set(place, (count.get(place) ?? 0) + 1);
      };
      for (const { to } of outside.twilio.messages()) add("main", to);
      for (const { to } of outside.gateway.messages()) add("second", to);
      for (const { to } of outside.smtp.mails()) for (const one of to) add("smtp", one);
      return count;
    },
    async [Symbol.asyncDispose]() {
      await outside[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function succeed(
  settings: Settings,
  port: number,
  people: number,
  definition: Partial<CampaignDefinition> | undefined,
): Promise<Successor> {
  const clock = sharedClock();
  const gateway = await createRelance({ ...gatewayConfig(settings, clock), templates: TEMPLATES });
  const server = createServer(gateway.nodeHandler());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = new AbortController();
  const working = gateway.run({ signal: stop.signal });
  working.catch(() => {});
  const campaign = await goOn(gateway, peopleCampaign(definition), peopleRows(people));
  const { engine, store } = partsOf(gateway);
  return {
    gateway,
    campaign,
    clock,
    ledger: () => campaign.ledger(),
    everybody: () => allOf(campaign.recipients()),
    async pass(ms) {
      clock.advance(ms);
      for (let look = 0; look < 2; look++) {
        const { claims, dueRounds } = engine.pulse();
        engine.wake();
        await waitFor("the worker to look", () => {
          const now = engine.pulse();
          return now.dueRounds > dueRounds && now.claims > claims;
        });
      }
    },
    unfinished: async () => (await store.workers()).unfinishedTransitions.length,
    async told(type) {
      const all: (string | undefined)[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await store.events({ cursor, limit: 1_000 });
        all.push(...page.events.filter((event) => event.type === type).map(({ by }) => by));
        if (page.events.length < 1_000) return all;
        cursor = page.cursor;
      }
    },
    async findings() {
      const found: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await store.audit({ cursor, limit: 1_000 });
        found.push(...page.findings.map(({ rule, fact }) => `${rule}: ${fact}`));
        if (page.cursor === undefined) return found;
        cursor = page.cursor;
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.close({ grace: "1s" });
      await working;
    },
  };
}

export function countOf(ledger: Ledger | undefined, state: AttemptState): number {
  return ledger?.attempts.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0) ?? 0;
}

/** Starts the campaign again. If it ended, is being cancelled or was amended, returns the stored campaign instead. */
async function goOn(
  gateway: Relance,
  campaign: LoadedCampaign,
  recipients: ReturnType<typeof peopleRows>,
): Promise<CampaignHandle> {
  try {
    return await gateway.campaigns.start(campaign, { rows: recipients });
  } catch (error) {
    const isThere = ["campaign/already-closed", "campaign/changed"];
    if (!ConfigError.is(error) || !isThere.includes(error.code)) throw error;
    return gateway.campaigns.get(campaign.definition.name);
  }
}

async function allOf<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
