import type { CampaignTypes, InboundItem, Store } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import {
  type CampaignHandle,
  createGateway,
  type Gateway,
  type GatewayConfig,
  type Ledger,
  type LoadedCampaign,
  type Provider,
  type Providers,
  type StartOptions,
} from "relance";
import { partsOf } from "relance/parts";
import { type Behaviour, recordingProvider, type SentMessage, share, type TestAnswer } from "./recording-provider.ts";
import { VirtualTime } from "./virtual-time.ts";

export interface TestGatewayOptions {
  /** Decides who is lost and in which order things happen. @default 1 */
  readonly seed?: number | undefined;
  /** First instant. @default 2013-08-01T08:00:00Z */
  readonly startAt?: Date | undefined;
}

/** Your own gateway on a virtual clock: the same engine, rules and store; providers record instead of sending. */
export interface TestGateway<P extends Providers> extends AsyncDisposable {
  readonly gateway: Gateway<P>;
  readonly time: VirtualTime;
  start<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: StartOptions<T["row"]>,
  ): Promise<CampaignHandle<T["row"]>>;
  /** Lets campaign time pass: `advance("48h")` takes a moment. */
  advance(duration: string | number): Promise<void>;
  /** Messages that left, in order; `key` is a person's, or the idempotency key of a `send()`. */
  sent(filter?: { readonly key?: string; readonly provider?: string }): readonly SentMessage[];
  /**
   * The person presses a button of the acknowledgement page.
   * @throws {RangeError} for a person who is not enrolled, and for an answer that the campaign does not offer
   */
  answer(choice: TestAnswer): Promise<void>;
  /**
   * From now on this share of a provider's messages is accepted and silently lost.
   * @throws {RangeError} for a provider that is not configured
   */
  lose(provider: string, lossShare: number): void;
  /**
   * From now on a provider behaves like this.
   * @throws {RangeError} for a provider that is not configured
   */
  behave(provider: string, behaviour: Behaviour | ((sent: SentMessage["message"]) => Behaviour)): void;
  /**
   * A provider's far end says something by itself, such as a receipt or a reply.
   * @throws {RangeError} for a provider that is not configured
   */
  record(provider: string, item: InboundItem): Promise<void>;
  /** The ledger of the campaign started last. */
  ledger(): Promise<Ledger>;
  close(): Promise<void>;
}

/** For configurations whose secrets come from an environment that a test does not have. */
const SECRET = "only-for-tests-on-a-virtual-clock";
const DELIVERED: Behaviour = { do: "deliver", afterMs: 3_000 };
/** Virtual pace of the engine's own rounds: seldom, because every round costs real time. What is due it knows by itself. */
const ROUND_MS = 6 * 3_600_000;
/** Its pace for as long as a round after a provider was asked. */
const ATTENTIVE_MS = 600_000;
/** It looks so soon after a provider was asked, as a real one does. */
const LOOK_MS = 2_000;

/**
 * Runs your configuration and campaign on a virtual clock.
 *
 * @example
 * const test = await createTestGateway(config);
 * await test.start(campaign, { recipients });
 * test.lose("sms.main", 0.26);
 * await test.advance("48h");
 * console.log((await test.ledger()).states);
 */
export async function createTestGateway<P extends Providers>(
  config: GatewayConfig<P>,
  options: TestGatewayOptions = {},
): Promise<TestGateway<P>> {
  const { seed = 1, startAt } = options;
  const time = new VirtualTime(seed, startAt?.getTime());
  const worker = time.process("worker");
  const world = time.process("world");
  const sentMessages: SentMessage[] = [];
  const behaviours = new Map<string, (message: SentMessage["message"]) => Behaviour>();
  let isClosed = false;
  const inner = openSqlite({ file: ":memory:", now: () => time.now(), liveNow: () => 0, id: () => "test" });
  const yielding = yieldingStore(inner, { yield: turn });
  /** By attempt: the recipient's key, and of a `send()` the recipient behind its idempotency key. */
  const namesOf = new Map<string, readonly string[]>();
  const store: Store = {
    ...yielding,
    async claim(request) {
      const answer = await yielding.claim(request);
      for (const { attemptId, key, variables } of answer.claimed)
        namesOf.set(attemptId, [key, String(JSON.parse(variables)["relance:person"])]);
      return answer;
    },
  };

  /** Every call of the store is a turn, which comes by itself when the test just waits for its answer. */
  function turn(): Promise<void> {
    const mine = worker.runtime.yield();
    if (!time.isSettling) void time.settle();
    return mine;
  }

  let askedAt = Number.NEGATIVE_INFINITY;
  let isAttentive = false;
  /** A provider was asked: the engine looks at what came of it, and ever less often from then on. */
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

  /** Until all is quiet again. */
  async function attend(): Promise<void> {
    if (isAttentive) return;
    isAttentive = true;
    do {
      await world.runtime.sleep(ATTENTIVE_MS);
      engine.wake();
    } while (time.now() - askedAt < ROUND_MS);
    isAttentive = false;
  }

  const providerNames = new Set<string>();
  const providers = mapProviders(config.providers, (provider, like) => {
    providerNames.add(provider);
    return recordingProvider({
      provider,
      like,
      now: () => time.now(),
      sleep: (ms) => world.runtime.sleep(ms),
      behave: (message) => {
        void lookAround();
        return (behaviours.get(provider) ?? (() => DELIVERED))(message);
      },
      onSent: (sent) => sentMessages.push(sent),
      onReceipt: async (from, items) => {
        if (!isClosed) await engine.port.record(from, items, new Uint8Array());
      },
    });
  });
  const { secrets = [], webhooks: _, observe = {}, ...rest } = config;
  const { heartbeatUrl: __, alerts: ___, ...observed } = observe; // no test quiets a switch or tells anybody
  const gateway: Gateway<P> = await createGateway(
    {
      ...rest,
      observe: observed,
      secrets: secrets.some((secret) => secret !== undefined && secret !== "") ? secrets : [SECRET],
      providers: providers as P,
      store,
      delivery: "live",
      publicUrl: config.publicUrl ?? "https://test.invalid",
      http: { pressAfterMs: 0, ...config.http }, // people of a virtual time press at once
    },
    {
      runtime: worker.runtime,
      heartbeatMs: ROUND_MS,
      pollMs: ROUND_MS,
      send: (provider, message, signal) => provider.send(message, { signal }),
    },
  );
  const { engine } = partsOf(gateway);
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  running.catch(() => {}); // surfaces in close()
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

  function isFor({ message }: SentMessage, key: string): boolean {
    return namesOf.get(message.attemptId)?.includes(key) ?? false;
  }

  function refuseUnknown(provider: string): void {
    if (!providerNames.has(provider)) throw new RangeError(`there is no ${provider}: ${[...providerNames].join(", ")}`);
  }

  function behave(provider: string, behaviour: (message: SentMessage["message"]) => Behaviour): void {
    refuseUnknown(provider);
    behaviours.set(provider, behaviour);
  }

  let closing: Promise<void> | undefined;
  async function shutDown(): Promise<void> {
    stop.abort();
    await whileRunning(gateway.close({ graceMs: 0 }));
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
      last = await whileRunning(gateway.campaigns.start(campaign, startOptions));
      await time.settle();
      return last;
    },
    advance: (duration) => time.advance(milliseconds(duration)),
    sent: ({ key, provider } = {}) =>
      sentMessages.filter(
        (sent) => (provider === undefined || sent.provider === provider) && (key === undefined || isFor(sent, key)),
      ),
    async answer({ key, answer = "done", factor }) {
      const person = last === undefined ? undefined : await whileRunning(last.recipient(key));
      if (person === undefined) throw new RangeError(`nobody of key ${key} is enrolled`);
      const url = engine.acknowledgeUrl(person.enrollment);
      const token = url.slice(url.lastIndexOf("/") + 1);
      const shown = { hash: "", locale: "en", label: answer };
      const answered = await whileRunning(engine.port.answer(token, answer, shown, factor));
      if (answered?.status === "refused")
        throw new RangeError(
          `the campaign offers ${answered.confirmation.answers.map(({ name }) => name).join(", ")}, not ${answer}`,
        );
      await time.settle();
    },
    lose(provider, lossShare) {
      behave(provider, (message) =>
        share(seed, provider, JSON.stringify(message.to)) < lossShare ? { do: "lose" } : DELIVERED,
      );
    },
    behave(provider, behaviour) {
      behave(provider, typeof behaviour === "function" ? behaviour : () => behaviour);
    },
    async record(provider, item) {
      refuseUnknown(provider);
      await whileRunning(engine.port.record(provider, [item], new Uint8Array()));
    },
    async ledger() {
      if (last === undefined) throw new RangeError("start a campaign first");
      return whileRunning(last.counts());
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `48h`, `3d`, or milliseconds. */
function milliseconds(duration: string | number): number {
  if (typeof duration === "number") return atLeastNow(duration);
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(duration.trim());
  const unit = UNITS[parts?.[2] ?? ""];
  if (parts === null || unit === undefined) throw new RangeError("write a duration such as 90s, 15m, 48h or 3d");
  return Number(parts[1]) * unit;
}

function atLeastNow(ms: number): number {
  if (ms >= 0 && Number.isFinite(ms)) return ms;
  throw new RangeError("time goes forward: write 0 or more milliseconds");
}

/** Puts another provider into every place of a configuration. */
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
