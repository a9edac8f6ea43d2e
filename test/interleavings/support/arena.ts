import { defineCampaign } from "@relance/campaign";
import { channelOfProvider, type InboundItem, type Message } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import {
  type Behaviour,
  recordingProvider,
  type SentMessage,
  type VirtualProcess,
  VirtualTime,
} from "@relance/testing";
import {
  type CampaignDefinition,
  createRelance,
  type Ledger,
  type LogLine,
  type Provider,
  type Providers,
  type Recipient,
  type Relance,
  type RelanceEvent,
  type Store,
} from "relance";
import { partsOf } from "relance/parts";
import { part } from "../../support/part.ts";
import { eventsOf, findingsOf, MINUTE, SECOND } from "./desk.ts";

const TEXT = "reminder@1";
const TEMPLATES = {
  [TEXT]: {
    sms: () => ({ text: "please confirm" }),
    email: () => ({ subject: "please confirm", text: "please confirm" }),
  },
};

/**
 * The campaign waits ten minutes for an answer at each of two carriers, then sends email. A receipt is overdue after
 * two minutes.
 */
const DEFINITION: CampaignDefinition = {
  version: 1,
  name: "arena",
  deadline: "90m",
  audience: { key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
  confirm: {
    event: "done",
    via: ["link", "event", "reply"],
    buttons: { done: "close" },
    replies: { OK: "done" },
  },
  steps: [
    { channel: "sms", route: ["main", "second"], template: TEXT, wait: "10m", onMissingReceipt: { after: "2m" } },
    { channel: "email", route: ["smtp"], template: TEXT, wait: "10m" },
  ],
};

export interface ArenaOptions {
  readonly seed: number;
  /** @default 8 */
  readonly people?: number | undefined;
  readonly definition?: Partial<CampaignDefinition> | undefined;
  /** How the provider's API treats a message. @default delivers within three seconds */
  readonly behave?: ((provider: string, message: Message, now: number) => Behaviour) | undefined;
  /** Milliseconds between the start of a send and the request. @default 0 */
  readonly wireMs?: ((message: Message) => number) | undefined;
  /** Runs in a process after the API's answer and before the process handles the answer. */
  readonly afterSend?: ((process: VirtualProcess) => Promise<void>) | undefined;
  /** How long the receiver holds a request before its commit begins, in milliseconds. @default 0 */
  readonly holdMs?: (() => number) | undefined;
  readonly extra?: ((provider: string) => Partial<Provider>) | undefined;
  readonly storeOf?: ((store: Store, process: VirtualProcess) => Store) | undefined;
  /** Milliseconds by which a process's own clock is wrong. @default 0 */
  readonly offMs?: ((process: VirtualProcess) => number) | undefined;
  /** Milliseconds by which the store's clock is wrong, including its lease clock. A test may change the value. */
  readonly clock?: { skewMs: number } | undefined;
  readonly heartbeatMs?: number | undefined;
  /** Longest pause between two polls of a worker. @default a minute, because every poll costs real time */
  readonly pollMs?: number | undefined;
}

export interface Runner {
  readonly process: VirtualProcess;
  readonly gateway: Relance;
}

/** Several gateways with one store and one virtual clock. A test starts, freezes and kills the processes. */
export interface Arena {
  readonly time: VirtualTime;
  draw(n: number): number;
  readonly store: Store;
  readonly outside: VirtualProcess;
  readonly sent: readonly Omit<SentMessage, "key">[];
  readonly logged: readonly (LogLine & { readonly at: number })[];
  readonly people: readonly string[];
  readonly campaign: number;
  open(name: string): Promise<Runner>;
  kill(name: string): void;
  work(name: string): Promise<Runner>;
  hear(name: string): Promise<Runner>;
  stopListening(): void;
  report(provider: string, items: readonly InboundItem[]): Promise<boolean>;
  press(key: string, answer?: string): Promise<string>;
  /** Runs work that waits for virtual time, and advances the virtual clock until the work ends. */
  finish<T>(work: Promise<T>): Promise<T>;
  person(key: string): Promise<Recipient>;
  ledger(): Promise<Ledger>;
  events(key?: string): Promise<readonly RelanceEvent[]>;
  findings(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openArena(options: ArenaOptions): Promise<Arena> {
  const { seed, people: count = 8, clock = { skewMs: 0 }, heartbeatMs = 5 * SECOND } = options;
  const { behave = () => ({ do: "deliver", afterMs: 3 * SECOND }) satisfies Behaviour } = options;
  const time = new VirtualTime(seed);
  const outside = time.process("outside");
  const sent: Omit<SentMessage, "key">[] = [];
  const logged: (LogLine & { readonly at: number })[] = [];
  const alive: VirtualProcess[] = [];
  let receiver: Runner | undefined;
  const store = openSqlite({
    file: ":memory:",
    now: () => time.now() + clock.skewMs,
    steadyNow: () => time.now(),
    id: () => "arena",
  });

  function provider(providerName: string, vendor: string, receipts: boolean): Provider {
    const extra = options.extra?.(providerName) ?? {};
    const recording = recordingProvider({
      provider: providerName,
      like: {
        kind: providerName,
        channel: channelOfProvider(providerName) ?? "sms",
        vendor,
        capabilities: { receipts, replies: true, ...extra.capabilities },
        ...extra,
      },
      now: () => time.now(),
      sleep: (ms) => outside.runtime.sleep(ms),
      behave: (message) => behave(providerName, message, time.now()),
      onSent: (message) => sent.push(message),
      onReceipt: async (from, items) => {
        await report(from, items);
      },
    });
    return { ...recording, ...extra, capabilities: recording.capabilities };
  }

  async function open(name: string): Promise<Runner> {
    const process = time.process(name);
    alive.push(process);
    const plain = yieldingStore(store, { yield: () => process.runtime.yield() });
    const gateway = await createRelance<Providers>(
      {
        store: options.storeOf?.(plain, process) ?? plain,
        providers: {
          sms: {
            main: provider("sms.main", "first", true) as Provider<"sms">,
            second: provider("sms.second", "second", true) as Provider<"sms">,
          },
          email: { smtp: provider("email.smtp", "mail", false) as Provider<"email"> },
        },
        publicUrl: "https://arena.invalid",
        security: { signing: ["a-secret-for-the-arena"] },
        delivery: "live",
        evidence: true,
        templates: TEMPLATES,
        observe: { log: (line) => logged.push({ ...line, at: time.now() }) },
      },
      {
        runtime: { ...process.runtime, now: () => process.runtime.now() + (options.offMs?.(process) ?? 0) },
        pollMs: options.pollMs ?? MINUTE,
        heartbeatMs,
        async send(to, message, signal) {
          const wireMs = options.wireMs?.(message) ?? 0;
          if (wireMs > 0) await process.runtime.sleep(wireMs);
          const result = await to.send(message, { signal });
          await options.afterSend?.(process);
          return result;
        },
      },
    );
    return { process, gateway };
  }

  async function report(provider: string, items: readonly InboundItem[]): Promise<boolean> {
    const hearing = receiver;
    if (hearing === undefined) return false;
    await hold(hearing);
    await partsOf(hearing.gateway).engine.port.record(provider, items, new Uint8Array());
    return true;
  }

  async function hold({ process }: Runner): Promise<void> {
    const ms = options.holdMs?.() ?? 0;
    if (ms > 0) await process.runtime.sleep(ms);
  }

  async function finish<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    await time.settle();
    while (!isDone) await time.advanceTo(time.nextAt() ?? time.now());
    return done;
  }

  const starter = await open("starter");
  const people = Array.from({ length: count }, (_, n) => `p${n}`);
  const recipients = people.map((id, n) => ({
    id,
    mobile: `+3363998${String(n).padStart(4, "0")}`,
    mail: `${id}@example.org`,
  }));
  const campaign = defineCampaign({ ...DEFINITION, ...options.definition }, { templates: TEMPLATES });
  const handle = await finish(starter.gateway.campaigns.start(campaign, { rows: recipients }));
  const person = async (key: string): Promise<Recipient> => {
    const found = await store.read({ campaign: handle.id, key });
    if (found === undefined) throw new Error(`${key} is not enrolled`);
    return found;
  };

  return {
    time,
    draw: (n) => Math.floor(time.random() * n),
    store,
    outside,
    sent,
    logged,
    people,
    campaign: handle.id,
    open,
    kill(name) {
      for (const process of alive) if (process.name === name) process.crash();
    },
    async work(name) {
      const runner = await open(name);
      const running = runner.gateway.run({ signal: new AbortController().signal, grace: "0s" });
      running.catch((error: unknown) => logged.push(failure(name, error, time.now())));
      return runner;
    },
    async hear(name) {
      receiver = await open(name);
      partsOf(receiver.gateway).engine.listen();
      return receiver;
    },
    stopListening() {
      receiver?.process.crash();
      receiver = undefined;
    },
    report,
    async press(key, answer = "done") {
      const hearing = receiver ?? starter;
      const { engine } = partsOf(hearing.gateway);
      const url = engine.acknowledgeUrl((await person(key)).enrollment);
      await hold(hearing);
      const token = url.slice(url.lastIndexOf("/") + 1);
      const answered = await engine.port.answer(token, answer, { hash: "", locale: "en", label: answer });
      return answered?.status ?? "unknown";
    },
    finish,
    person,
    async ledger() {
      const [ledger] = await store.count(handle.id);
      if (ledger === undefined) throw new Error("there is no ledger");
      return ledger;
    },
    events: async (key) => (await eventsOf(store)).filter((event) => key === undefined || event.key === key),
    findings: () => findingsOf(store),
    async close() {
      for (const process of alive) process.crash();
      await store.close();
    },
  };
}

function failure(name: string, error: unknown, at: number): LogLine & { readonly at: number } {
  return { level: "error", event: "worker.failed", facts: { name, error: String(error) }, at };
}

const ONCE_SEEDS = 1;

/** Runs the same test with the seeds 1 to `count`; a failure names its seed. */
export async function overSeeds(count: number, test: (seed: number) => Promise<void>): Promise<void> {
  const [first, last] = part === "once" ? [1, ONCE_SEEDS] : [part === "more" ? ONCE_SEEDS + 1 : 1, count];
  for (let seed = first; seed <= last; seed++) {
    try {
      await test(seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
