import { type CampaignState, carriesReplies, type LoadedCampaign } from "@relance/spec";
import { type Behaviour, createTestRelance, type VirtualTime } from "@relance/testing";
import type { CampaignHandle, Ledger, Relance, RelanceConfig } from "relance";
import { listProviders } from "../check/provider-facts.ts";
import { type Correspondent, correspondents, type Fate, fateAfter } from "./outbox.ts";

const EVENTS = 1_000;
const OVER: readonly CampaignState[] = ["closed", "cancelled"];

export type FakeVendor = "deliver after 3 s" | "stay silent" | "say undelivered after 3 s" | "refuse";
export const FAKE_VENDORS: Readonly<Record<FakeVendor, Behaviour>> = {
  "deliver after 3 s": { do: "deliver", afterMs: 3_000 },
  "stay silent": { do: "lose" },
  "say undelivered after 3 s": { do: "undelivered", afterMs: 3_000 },
  refuse: { do: "refuse", disposition: "reroute" },
};

export interface DevLook {
  readonly now: number;
  readonly ledger: Ledger;
  readonly correspondents: readonly Correspondent[];
  readonly fakeVendors: ReadonlyMap<string, FakeVendor>;
}

export interface DevelopmentOptions {
  /** The configuration, as returned by `harmlessConfig`. */
  readonly config: RelanceConfig;
  readonly campaign: LoadedCampaign;
  readonly startAt: Date;
}

export interface Development {
  readonly gateway: Relance;
  readonly campaign: LoadedCampaign;
  now(): number;
  look(): Promise<DevLook>;
  push(ms: number): Promise<void>;
  /** Advances the clock to the next message or change of state. Returns false if no change is due. */
  pushToNext(): Promise<boolean>;
  reply(key: string, text: string): Promise<boolean>;
  report(attemptId: string, kind: "delivered" | "undelivered"): Promise<boolean>;
  press(key: string, answer: string): Promise<void>;
  happened(key: string): Promise<boolean>;
  behave(provider: string, fakeVendor: FakeVendor): void;
  close(): Promise<void>;
}

export async function openDevelopment(options: DevelopmentOptions): Promise<Development> {
  const { config, campaign, startAt } = options;
  const test = await createTestRelance(config, { startAt });
  const { gateway } = test;
  const time = new PushedTime(test.time);
  const providers = new Map(listProviders(config.providers));
  const fakeVendors = new Map<string, FakeVendor>([...providers.keys()].map((name) => [name, "deliver after 3 s"]));
  const keys = new Map<string, string>();
  const fates = new Map<string, Fate>();
  const replies: { key: string; at: number; text: string }[] = [];
  let cursor: string | undefined;
  let handle: CampaignHandle;
  try {
    handle = await test.start(campaign);
  } catch (error) {
    await test.close();
    throw error;
  }

  async function readEvents(): Promise<void> {
    for (;;) {
      const page = await gateway.events({ cursor, limit: EVENTS });
      for (const { attemptId, key, type } of page.events) {
        if (attemptId === undefined) continue;
        if (key !== undefined) keys.set(attemptId, key);
        const fate = fateAfter(type);
        if (fate !== undefined) fates.set(attemptId, fate);
      }
      cursor = page.cursor;
      if (page.events.length < EVENTS) return;
    }
  }

  async function look(): Promise<DevLook> {
    await readEvents();
    const people = await Array.fromAsync(handle.recipients());
    return {
      now: test.time.now(),
      ledger: await handle.ledger(),
      correspondents: correspondents({ people, sent: test.sent(), replies, keys, fates }),
      fakeVendors,
    };
  }

  async function mark(): Promise<string> {
    const { states, late } = await handle.ledger();
    return JSON.stringify([test.sent().length, states, late]);
  }

  time.start();
  return {
    gateway,
    campaign,
    now: () => test.time.now(),
    look,
    push: (ms) => time.push(ms),
    async pushToNext() {
      const { state } = await handle.ledger();
      if (OVER.includes(state)) return false;
      const before = await mark();
      return time.pushUntil(async () => (await mark()) !== before);
    },
    async reply(key, text) {
      const person = await handle.recipient(key);
      const from = person?.contacts.find(({ channel }) => carriesReplies(channel));
      if (from === undefined) return false;
      const isThere = (channel: string) => channel === from.channel;
      const last = test.sent({ key }).findLast(({ message }) => isThere(message.channel));
      const provider = last?.provider ?? [...providers].find(([, { channel }]) => isThere(channel))?.[0];
      if (provider === undefined) return false;
      const at = test.time.now();
      replies.push({ key, at, text });
      const eventId = `dev-${replies.length}`;
      await test.record(provider, { type: "reply", from: from.address, text, eventId, occurredAt: at });
      return true;
    },
    async report(attemptId, kind) {
      const found = test.sent().find(({ message }) => message.attemptId === attemptId);
      if (found === undefined) return false;
      const quality = kind === "delivered" ? "handset" : "carrier";
      const occurredAt = test.time.now();
      await test.record(found.provider, { type: "receipt", kind, quality, attemptId, occurredAt });
      return true;
    },
    press: (key, answer) => test.press(key, answer),
    async happened(key) {
      const { event: on } = campaign.definition.confirm ?? {};
      if (on === undefined) return false;
      await gateway.acknowledge([{ key, on, occurredAt: new Date(test.time.now()) }]);
      return true;
    },
    behave(provider, fakeVendor) {
      test.behave(provider, FAKE_VENDORS[fakeVendor]);
      fakeVendors.set(provider, fakeVendor);
    },
    async close() {
      await time.stop();
      await test.close();
    },
  };
}

const TICK_MS = 200;
const FAR_MS = 45 * 86_400_000;

/** A clock that wakes its timers one by one in order, so that no lease, receipt or wait is skipped. */
class PushedTime {
  readonly #time: VirtualTime;
  #line: Promise<unknown> = Promise.resolve();
  #at = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  start(): void {
    this.#at = performance.now();
    const tick = async () => {
      await this.#one(() => this.#follow());
      if (this.#timer !== undefined) this.#timer = setTimeout(() => void tick(), TICK_MS);
    };
    this.#timer = setTimeout(() => void tick(), 0);
  }

  push(ms: number): Promise<void> {
    return this.#one(() => this.#time.advance(ms));
  }

  /** Wakes timers one by one until `isDifferent` returns true. Returns false if nothing changes for a long time. */
  pushUntil(isDifferent: () => Promise<boolean>): Promise<boolean> {
    return this.#one(async () => {
      const end = this.#time.now() + FAR_MS;
      for (let at = this.#time.nextAt(); at !== undefined && at <= end; at = this.#time.nextAt()) {
        await this.#time.advanceTo(at);
        if (await isDifferent()) return true;
      }
      return false;
    });
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#line;
  }

  async #follow(): Promise<void> {
    const now = performance.now();
    const elapsed = Math.floor(now - this.#at);
    this.#at += elapsed;
    await this.#time.advance(elapsed);
  }

  #one<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => {});
    return done;
  }
}
