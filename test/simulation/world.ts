import { asyncStore, openSqlite } from "@relance/store-sqlite/sync";
import {
  type Behaviour,
  recordingProvider,
  type SentMessage,
  share,
  type VirtualProcess,
  VirtualTime,
} from "@relance/testing";
import {
  CHANNELS,
  createGateway,
  type GatewayLike,
  type GatewayPort,
  type InboundItem,
  type LoadedCampaign,
  type Provider,
  type Store,
} from "relance";
import { type Draw, randomCampaign, randomPeople, TEMPLATES } from "./random-campaign.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What a person of the simulation did, and when the gateway said that it was recorded. */
export interface Act {
  readonly enrollment: number;
  readonly answer: string;
  readonly status: string;
  readonly toldAt: number;
}

interface Runner {
  readonly process: VirtualProcess;
  readonly gateway: GatewayLike;
}

/** Everything that a finished run leaves for the judge. */
export interface Run {
  readonly seed: number;
  readonly campaign: LoadedCampaign;
  /** The rows of the audience. */
  readonly people: readonly Readonly<Record<string, string>>[];
  readonly startedAt: number;
  /** The store, without waiting for anybody's turn. */
  readonly store: Store;
  readonly campaignId: number;
  readonly sent: readonly SentMessage[];
  readonly behaviours: ReadonlyMap<string, Behaviour>;
  readonly acts: readonly Act[];
  readonly trace: readonly string[];
  readonly endedAt: number;
  close(): Promise<void>;
}

/**
 * One seeded life of a campaign: three workers and two receivers over one store, lossy far ends, repeated and reordered
 * receipts, people who answer, crashes, freezes and minutes of deafness; until well after the deadline. Half of the
 * seeds let every worker send, as a shared store does, the others only the oldest, as a file does.
 */
export async function simulate(seed: number, people = 40): Promise<Run> {
  const time = new VirtualTime(seed);
  const draw: Draw = (n) => Math.floor(time.random() * n);
  const startedAt = time.now();
  const campaign = randomCampaign(draw);
  const rows = randomPeople(draw, people, time.now());
  const sent: SentMessage[] = [];
  const behaviours = new Map<string, Behaviour>();
  const acts: Act[] = [];
  const trace: string[] = [];
  const outside = time.process("outside");
  const sync = openSqlite({
    file: ":memory:",
    now: () => time.now(),
    singleWorker: seed % 2 === 0,
    id: () => "simulated",
  });
  let isDeaf = false;
  let generation = 0;

  const note = (fact: string) => trace.push(`${new Date(time.now()).toISOString().slice(11, 23)} ${fact}`);

  function behaviourOf(instance: string, attemptId: string): Behaviour {
    const luck = share(seed, instance, attemptId, "luck");
    const afterMs = Math.floor(share(seed, attemptId, "latency") * 90 * SECOND);
    if (luck < 0.55) return { do: "deliver", afterMs };
    if (luck < 0.75) return { do: "lose" };
    if (luck < 0.83) return { do: "undelivered", afterMs, addressPermanent: luck < 0.79 };
    if (luck < 0.89)
      return { do: "refuse", disposition: luck < 0.85 ? "retry" : luck < 0.87 ? "reroute" : "reject" };
    if (luck < 0.96)
      return luck < 0.92 ? { do: "forget-answer" } : { do: "forget-answer", deliverAfterMs: afterMs };
    return { do: "throttle", retryAfterMs: 5 * SECOND };
  }

  function providersOf(owner: VirtualProcess): Record<string, Record<string, Provider>> {
    const make = (instance: string, vendor: string, receipts: boolean) =>
      recordingProvider({
        instance,
        like: {
          kind: instance,
          channel: CHANNELS.find((channel) => instance.startsWith(channel)) ?? "sms",
          vendor,
          capabilities: { receipts, replies: true },
        },
        now: () => time.now(),
        sleep: (ms) => outside.runtime.sleep(ms),
        behave: ({ attemptId }) => {
          const behaviour = behaviourOf(instance, attemptId);
          behaviours.set(attemptId, behaviour);
          note(`${owner.name} sends ${attemptId} over ${instance}: ${behaviour.do}`);
          return behaviour;
        },
        onSent: (message) => {
          sent.push(message);
          void live(message);
        },
        onReceipt: hear,
      });
    return {
      sms: { main: make("sms.main", "first", true), second: make("sms.second", "second", true) },
      email: { smtp: make("email.smtp", "mail", false) },
      push: { web: make("push.web", "push", true) },
    };
  }

  async function open(name: string): Promise<Runner> {
    const process = time.process(name);
    const gateway = await createGateway(
      {
        store: asyncStore(sync, { yield: () => process.runtime.yield() }),
        providers: providersOf(process),
        publicUrl: "https://simulated.invalid",
        secrets: ["a-secret-for-the-simulation"],
        delivery: "live",
        templates: TEMPLATES,
      },
      {
        runtime: process.runtime,
        pollMs: MINUTE,
        heartbeatMs: 10 * SECOND,
        send: (provider, message, signal) => provider.send(message, { signal }),
      },
    );
    return { process, gateway };
  }

  const workers: VirtualProcess[] = [];
  const receivers: Runner[] = [];

  async function listen(): Promise<void> {
    const receiver = await open(`receiver${++generation}`);
    receiver.gateway.internals.engine.listen();
    receivers.push(receiver);
  }

  /** Whoever does not answer within 15 s, because it is dead or frozen, does not answer at all. */
  async function ask<T>(call: (port: GatewayPort) => Promise<T>): Promise<T | undefined> {
    const receiver = receivers[draw(receivers.length)];
    if (receiver === undefined) return undefined;
    const patience = outside.runtime.sleep(15 * SECOND).then(() => undefined);
    return Promise.race([call(receiver.gateway.internals.engine.port), patience]);
  }

  await listen();
  await listen();

  /** A far end repeats what nobody heard, for a while; then the receipt is lost for ever. */
  async function hear(instance: string, items: readonly InboundItem[]): Promise<void> {
    const repeats = 1 + draw(3);
    for (let time = 0; time < repeats; time++) {
      if (!isDeaf) {
        note(
          `${instance} reports ${items.map((item) => ("attemptId" in item ? `${item.attemptId} ${item.type === "receipt" ? item.kind : item.type}` : item.type)).join()}`,
        );
        await ask((port) => port.record(instance, items, new Uint8Array()));
      }
      await outside.runtime.sleep(draw(20) * SECOND);
    }
  }

  /** What a person does after a message. */
  async function live({ message, instance }: SentMessage): Promise<void> {
    if (message.ackUrl === undefined) return; // an answer to a reply asks for nothing
    const token = message.ackUrl?.slice(message.ackUrl.lastIndexOf("/") + 1) ?? "";
    const enrollment = Number.parseInt(token.slice(16), 36);
    const behaviour = behaviours.get(message.attemptId);
    const arrives =
      behaviour?.do === "deliver" ||
      (behaviour?.do === "forget-answer" && behaviour.deliverAfterMs !== undefined);
    if (!arrives || share(seed, enrollment, instance, "reads") > 0.6) return;
    await outside.runtime.sleep(
      Math.floor(share(seed, enrollment, message.attemptId, "delay") * 40 * MINUTE),
    );
    const mood = share(seed, enrollment, message.attemptId, "mood");
    if (mood > 0.92) {
      const from = String(message.to);
      if (instance.startsWith("sms"))
        await hear(instance, [{ type: "reply", from, text: mood > 0.96 ? "STOP" : "OK" }]);
      return;
    }
    const answer = mood < 0.7 ? "done" : mood < 0.8 ? "promise" : mood < 0.86 ? "wrong-person" : "help";
    const shown = { hash: "", locale: "en", label: answer };
    const result = await ask((port) => port.answer(token, answer, shown));
    if (result === undefined) return; // nobody answered: they were told nothing
    acts.push({ enrollment, answer, status: result.status, toldAt: time.now() });
    note(`person ${enrollment} answers ${answer}: ${result.status}`);
  }

  async function work(): Promise<void> {
    const { process, gateway } = await open(`worker${++generation}`);
    const running = gateway.run({ signal: new AbortController().signal, graceMs: 0 });
    running.catch((error: unknown) => note(`${process.name} stopped: ${String(error)}`));
    workers.push(process);
  }

  async function trouble(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) {
      await outside.runtime.sleep(MINUTE + draw(25 * 60) * SECOND);
      const chosen = workers[draw(workers.length)];
      const kind = draw(5);
      if (kind === 0 && chosen !== undefined) {
        note(`${chosen.name} is killed`);
        chosen.crash();
        workers.splice(workers.indexOf(chosen), 1);
        await work();
      } else if (kind === 1 && chosen !== undefined) {
        note(`${chosen.name} freezes`);
        chosen.freeze();
        await outside.runtime.sleep((5 + draw(60)) * SECOND);
        chosen.thaw();
        note(`${chosen.name} thaws`);
      } else if (kind === 2) {
        note("nobody can be heard");
        isDeaf = true;
        for (const { process } of receivers) process.freeze();
        await outside.runtime.sleep((1 + draw(15)) * MINUTE);
        for (const { process } of receivers) process.thaw();
        isDeaf = false;
        note("hearing again");
      } else if (kind === 3) {
        const gone = receivers.shift();
        note(`${gone?.process.name} is killed`);
        gone?.process.crash();
        await outside.runtime.sleep(draw(60) * SECOND);
        await listen();
      }
    }
  }

  /** Until everybody's matter is over, and a while for whoever answers or reports late. */
  async function untilOver(): Promise<void> {
    let calm = 0;
    for (let part = 0; part < 18 && calm < 3; part++) {
      await time.advance(10 * MINUTE);
      const { pending = 0, active = 0 } = sync.count(campaignId)[0]?.states ?? {};
      calm = pending + active === 0 ? calm + 1 : 0;
    }
  }

  let campaignId = 0;
  const starter = await open("starter");
  const starting = starter.gateway.campaigns.start(campaign, { recipients: rows }).then(({ id }) => {
    campaignId = id;
  });
  starting.catch(() => {}); // awaited below
  await time.settle();
  await starting;
  await work();
  await work();
  await work();
  void trouble();
  await untilOver();
  return {
    seed,
    campaign,
    people: rows,
    startedAt,
    store: asyncStore(sync, { yield: () => Promise.resolve() }),
    campaignId,
    sent,
    behaviours,
    acts,
    trace,
    endedAt: time.now(),
    async close() {
      for (const process of [...workers, ...receivers.map(({ process }) => process)]) process.crash();
      sync.close();
    },
  };
}
