import { checkOptions, type Store } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import {
  type CampaignHandle,
  createRelance,
  type Provider,
  type Providers,
  type Relance,
  type RelanceConfig,
} from "relance";
import { partsOf } from "relance/parts";
import { namingStore, refuseUnknown } from "./known-names.ts";
import { lastLink, lastText } from "./last-message.ts";
import { lentNumbers } from "./lent-numbers.ts";
import { type Behaviour, delivered, recordingProvider, type SentMessage, share } from "./recording-provider.ts";
import type { TestRelance, TestRelanceOptions } from "./test-relance.ts";
import { harmlessPlugins, postKinds, readTold, type ToldEvent, tellingStore } from "./told.ts";
import { carryOut, deposit, inTransaction } from "./transaction.ts";
import { VirtualTime } from "./virtual-time.ts";

/** Replaces the secrets from environment variables, which a test does not set. */
const SECRET = "only-for-tests-on-a-virtual-clock";
/** Virtual time between two polls of the engine. Due work wakes the engine earlier. */
const ROUND_MS = 12 * 3_600_000;
/** Longest interval between two checks after a provider call, in milliseconds. */
const ATTENTIVE_MS = 600_000;
const ATTENTIVE_FOR_MS = 6 * 3_600_000;
const LOOK_MS = 2_000;

/**
 * Runs your configuration and campaign on a virtual clock.
 *
 * @example
 * const test = await createTestRelance(config);
 * await test.start(campaign, { rows });
 * test.lose("sms.main", 0.26);
 * await test.advance("48h");
 * console.log((await test.ledger()).states);
 */
export async function createTestRelance<P extends Providers>(
  config: RelanceConfig<P>,
  options: TestRelanceOptions = {},
): Promise<TestRelance<P>> {
  checkOptions("createTestRelance", options, ["seed", "startAt"]);
  const { seed = 1, startAt } = options;
  const time = new VirtualTime(seed, startAt?.getTime());
  const worker = time.process("worker");
  const world = time.process("world");
  const sentMessages: SentMessage[] = [];
  const behaviours = new Map<string, (message: SentMessage["message"]) => Behaviour>();
  let isClosed = false;
  const providerNames = new Set<string>();
  const silent = new Set<string>();
  const sqlite = openSqlite({ file: ":memory:", now: () => time.now(), liveNow: () => 0, id: () => "test" });
  const { store: inner, keys, note } = namingStore(sqlite, { providers: providerNames, silent });
  const yielding = yieldingStore(inner, { yield: turn });
  /** Maps each attempt to the key of its recipient and, for a `send()`, to its idempotency key. */
  const addressNames = new Map<string, { readonly key: string; readonly message: string }>();
  const store: Store = {
    ...tellingStore(yielding, () => engine.news()),
    deposit(db, requests) {
      for (const request of requests) if ("chunk" in request) note(request.chunk);
      return deposit(db, requests, time.now());
    },
    async claim(request) {
      const answer = await yielding.claim(request);
      engine.news();
      for (const { attemptId, key, variables } of answer.claimed)
        addressNames.set(attemptId, { key: JSON.parse(variables)["relance:person"] ?? key, message: key });
      return answer;
    },
  };

  /** Makes a store call wait until the scheduler runs it. Starts the scheduler if it is not running. */
  function turn(): Promise<void> {
    const mine = worker.runtime.yield();
    if (!time.isSettling) void time.settle();
    return mine;
  }

  let askedAt = Number.NEGATIVE_INFINITY;
  let isAttentive = false;
  /** After a provider call, wakes the engine repeatedly to check for results. The interval doubles each time. */
  async function lookAround(): Promise<void> {
    void attend();
    const mine = time.now();
    if (mine - askedAt < LOOK_MS) return;
    askedAt = mine;
    for (let ms = LOOK_MS; ms < ATTENTIVE_MS && askedAt === mine; ms *= 2) {
      await world.runtime.sleep(ms);
      engine.wake();
    }
  }

  /** Wakes the engine every `ATTENTIVE_MS` until `ATTENTIVE_FOR_MS` after the last provider call. */
  async function attend(): Promise<void> {
    if (isAttentive) return;
    isAttentive = true;
    do {
      await world.runtime.sleep(ATTENTIVE_MS);
      engine.wake();
    } while (time.now() - askedAt < ATTENTIVE_FOR_MS);
    isAttentive = false;
  }

  const lent = lentNumbers();
  const providers = mapProviders(config.providers, (provider, like) => {
    providerNames.add(provider);
    if (!like.capabilities.receipts) silent.add(provider);
    return recordingProvider({
      provider,
      like,
      now: () => time.now(),
      sleep: (ms) => world.runtime.sleep(ms),
      behave: (message) => {
        void lookAround();
        return (behaviours.get(provider) ?? delivered(seed, provider))(message);
      },
      onArrived: (message) => lent.arrived(message),
      onSent: (sent) => sentMessages.push({ ...sent, key: addressNames.get(sent.message.attemptId)?.key ?? "" }),
      onReceipt: async (from, items) => {
        if (!isClosed) await engine.port.record(from, items, new Uint8Array());
      },
    });
  });
  const toldEvents: ToldEvent[] = [];
  const { security, plugins, observe = {}, ...rest } = config;
  const { heartbeatUrl: _, ...observed } = observe;
  const gateway: Relance<P> = await createRelance(
    {
      ...rest,
      observe: observed,
      plugins: lent.lendTo(harmlessPlugins(plugins)),
      security: { ...security, signing: security.signing.some((secret) => secret) ? security.signing : [SECRET] },
      providers: providers as P,
      store,
      delivery: "live",
      publicUrl: config.publicUrl ?? "https://test.invalid",
      http: { pressAfter: "0s", ...config.http },
    },
    {
      runtime: worker.runtime,
      heartbeatMs: ROUND_MS,
      pollMs: ROUND_MS,
      idleMs: ROUND_MS,
      post: async (webhook, { body }) => void toldEvents.push(...readTold(webhook, body)),
      send: (provider, message, signal) => provider.send(message, { signal }),
    },
  );
  const { engine } = partsOf(gateway);
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  running.catch(() => {});
  let last: CampaignHandle | undefined;

  async function whileRunning<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) await time.settle();
    return done;
  }

  function isFor(sent: SentMessage, key: string): boolean {
    return sent.key === key || addressNames.get(sent.message.attemptId)?.message === key;
  }

  function sentTo(key: string): SentMessage[] {
    return sentMessages.filter((sent) => isFor(sent, key));
  }

  function refuseStranger(key: string | undefined): void {
    if (key !== undefined && !keys.has(key)) throw new RangeError(`no recipient with the key ${key} is enrolled`);
  }

  function behave(provider: string, behaviour: (message: SentMessage["message"]) => Behaviour): void {
    refuseUnknown(provider, providerNames);
    behaviours.set(provider, behaviour);
  }

  let closing: Promise<void> | undefined;
  async function shutDown(): Promise<void> {
    stop.abort();
    await whileRunning(gateway.close({ grace: "0s" }));
    isClosed = true;
    await running;
  }

  function close(): Promise<void> {
    closing ??= shutDown();
    return closing;
  }

  return {
    gateway,
    time,
    async start(campaign, startOptions) {
      const handle = await whileRunning(gateway.campaigns.start(campaign, startOptions));
      last = handle;
      await time.settle();
      return handle;
    },
    advance: (duration) => time.advance(milliseconds(duration)),
    sent({ key, provider } = {}) {
      refuseUnknown(provider, providerNames);
      refuseStranger(key);
      const own = key === undefined ? sentMessages : sentTo(key);
      return own.filter((sent) => provider === undefined || sent.provider === provider);
    },
    text: (key) => lastText(key, sentTo(key)),
    link: (key) => lastLink(key, sentTo(key)),
    async press(key, answer = "done", { factor } = {}) {
      const url = lastLink(key, sentTo(key));
      const token = url.slice(url.lastIndexOf("/") + 1);
      const shown = { hash: "", locale: "en", label: answer };
      const answered = await whileRunning(engine.port.answer(token, answer, shown, factor));
      if (answered?.status === "refused")
        throw new RangeError(
          `the campaign offers ${answered.confirmation.answers.map(({ name }) => name).join(", ")}, not ${answer}`,
        );
      await time.settle();
    },
    async recipient(key) {
      const person = last === undefined ? undefined : await whileRunning(last.recipient(key));
      if (person === undefined) throw new RangeError(`no recipient with the key ${key} is enrolled`);
      return person;
    },
    told({ webhook, key } = {}) {
      refuseUnknown(webhook, new Set(postKinds(plugins)));
      refuseStranger(key);
      return toldEvents.filter(
        (told) => (webhook === undefined || told.webhook === webhook) && (key === undefined || told.key === key),
      );
    },
    async transaction(work) {
      const { answer, requests } = await inTransaction(work);
      // as in PostgreSQL, no worker claims messages of the transaction before the transaction ends
      const atOnce = tellingStore(inner, () => engine.news());
      await whileRunning(carryOut(atOnce, requests));
      engine.wake();
      await time.settle();
      return answer;
    },
    lose(provider, lossShare) {
      if (!(lossShare >= 0 && lossShare <= 1)) throw new RangeError("write a share between 0 and 1, such as 0.26");
      behave(provider, (message) =>
        share(seed, provider, JSON.stringify(message.to)) < lossShare
          ? { do: "lose" }
          : delivered(seed, provider)(message),
      );
    },
    behave(provider, behaviour) {
      behave(provider, typeof behaviour === "function" ? behaviour : () => behaviour);
    },
    async record(provider, item) {
      refuseUnknown(provider, providerNames);
      await whileRunning(engine.port.record(provider, [item], new Uint8Array()));
    },
    async ledger() {
      if (last === undefined) throw new RangeError("start a campaign first");
      return whileRunning(last.ledger());
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(duration: string | number): number {
  if (typeof duration === "number") return atLeastNow(duration);
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(duration.trim());
  const unit = UNITS[parts?.[2] ?? ""];
  if (parts === null || unit === undefined) throw new RangeError("write a duration such as 90s, 15m, 48h or 3d");
  return Number(parts[1]) * unit;
}

function atLeastNow(ms: number): number {
  if (ms >= 0 && Number.isFinite(ms)) return ms;
  throw new RangeError("time cannot go back: write 0 or more milliseconds");
}

function mapProviders(providers: Providers, make: (providerName: string, provider: Provider) => Provider): Providers {
  return Object.fromEntries(
    Object.entries(providers).map(([channel, providers]) => [
      channel,
      Object.fromEntries(
        Object.entries<Provider>(providers ?? {}).map(([name, provider]) => [
          name,
          make(`${channel}.${name}`, provider),
        ]),
      ),
    ]),
  );
}
