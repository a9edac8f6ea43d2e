import { addChannels } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import { type VirtualProcess, VirtualTime } from "@relance/testing";
import { createRelance, type Provider, type Store } from "relance";
import { factsOf, type Lived, type Planned, phonesOf, plannedOf } from "./campaigns.ts";
import { type Chronicle, fakeVendorsOf, newChronicle } from "./chronicle.ts";
import { openCourier } from "./courier.ts";
import { openCrew } from "./crew.ts";
import { openDesk } from "./desk.ts";
import { openFakeVendor } from "./fake-vendor.ts";
import { openHearing, type Runner } from "./hearing.ts";
import { PRICES } from "./holding.ts";
import { TEMPLATES } from "./letter.ts";
import { openOffice } from "./office.ts";
import { operate } from "./operator.ts";
import type { Draw } from "./random-campaign.ts";
import { openTown } from "./town.ts";
import { type Troubles, troublesOf } from "./troubles.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The result of a simulation, which the judge reads. */
export interface Run {
  readonly seed: number;
  readonly campaigns: readonly Lived[];
  readonly troubles: Troubles;
  /** The store, for calls outside the virtual scheduler. */
  readonly store: Store;
  readonly chronicle: Chronicle;
  readonly trace: readonly string[];
  close(): Promise<void>;
}

/**
 * Runs one seeded simulation of one campaign, or of two campaigns for the same recipients, until well after the
 * deadline. Three workers and two receivers share one store. Provider APIs are slow and lose messages, and one API may
 * fail for minutes. Receipts are repeated and reordered. Workers crash and freeze with messages in flight, and
 * receivers are down for minutes. With odd seeds every worker sends, as with PostgreSQL. With even seeds only the
 * oldest worker sends, as with SQLite.
 */
export async function simulate(seed: number, people = 40, troubles = troublesOf(seed)): Promise<Run> {
  const time = new VirtualTime(seed);
  const draw: Draw = (n) => Math.floor(time.random() * n);
  const courier = openCourier();
  const forgetChannel = addChannels([courier]);
  const planned = plannedOf({ seed, draw, people, troubles, now: time.now() });
  const ends = fakeVendorsOf(troubles);
  const chronicle = newChronicle();
  const trace: string[] = [];
  const outside = time.process("outside");
  const inner = openSqlite({
    file: ":memory:",
    now: () => time.now(),
    singleWorker: seed % 2 === 0,
    id: () => "simulated",
  });
  let generation = 0;

  const note = (fact: string) => trace.push(`${new Date(time.now()).toISOString().slice(11, 23)} ${fact}`);
  const hearing = openHearing({ draw, outside, chronicle, troubles, open, note });
  const enrollmentsOn = (address: string) =>
    planned.flatMap(({ rows }) => rows).filter((row) => row.id !== "" && phonesOf(row).includes(address)).length;
  const judge = openDesk({ seed, chronicle, outside, hearing, note });
  const town = openTown({ seed, chronicle, outside, hearing, troubles, judge, enrollmentsOn, note });
  const crew = openCrew({ draw, outside, chronicle, hearing, open, note });
  const fakeVendors = Object.entries(ends).map(([provider, what]) => {
    const view = openFakeVendor({
      seed,
      provider,
      what,
      troubles,
      chronicle,
      outside,
      onLeft: crew.left,
      onArrived: (sending, letter, ackUrl) => void town.read(sending, letter, ackUrl),
      tell: hearing.tell,
      missed: town.missed,
      note,
    });
    return [provider, view] as const;
  });

  async function open(kind: string): Promise<Runner> {
    const process = time.process(`${kind}${++generation}`);
    const gateway = await createRelance(
      {
        store: yieldingStore(inner, { yield: () => process.runtime.yield() }),
        channels: [courier],
        providers: providersOf(process),
        publicUrl: "https://simulated.invalid",
        security: { signing: ["a-secret-for-the-simulation"] },
        delivery: "live",
        evidence: true,
        prices: PRICES,
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

  function providersOf(owner: VirtualProcess): Record<string, Record<string, Provider>> {
    const providers: Record<string, Record<string, Provider>> = {};
    for (const [provider, view] of fakeVendors) {
      const [channel = "", name = ""] = provider.split(".");
      providers[channel] = { ...providers[channel], [name]: view(owner) };
    }
    return providers;
  }

  /** Waits until every enrollment has ended and late answers and reports have arrived. */
  async function untilOver(): Promise<void> {
    let calm = 0;
    for (let part = 0; part < 18 && calm < 2; part++) {
      await time.advance(10 * MINUTE);
      const ledgers = await inner.count();
      const isOver = ledgers.every(({ states: { pending = 0, active = 0 } }) => pending + active === 0);
      calm = isOver && ids.size === planned.length ? calm + 1 : 0;
    }
  }

  const ids = new Map<Planned, number>();
  async function start(one: Planned): Promise<void> {
    const { gateway } = await open("starter");
    const { id } = await gateway.campaigns.start(one.campaign, { rows: one.rows });
    ids.set(one, id);
    const campaign = one.campaign.definition.name;
    openOffice({ seed, chronicle, outside, hearing, troubles, campaign, rows: one.rows, note }).open();
  }

  await hearing.listen();
  await hearing.listen();
  const [first, ...later] = planned;
  if (first === undefined) throw new Error("no campaign is planned");
  const starting = start(first);
  starting.catch(() => {});
  await time.settle();
  await starting;
  for (let n = 0; n < 3; n++) await crew.work();
  void crew.trouble();
  for (const one of later) void outside.runtime.sleep(one.startsAt - time.now()).then(() => start(one));
  const common = { seed, chronicle, outside, hearing, troubles, note };
  void operate({
    ...common,
    fakeVendors: ends,
    campaign: first.campaign.definition,
    campaignId: () => ids.get(first) ?? 0,
  });
  await untilOver();
  return {
    seed,
    campaigns: factsOf(planned, chronicle, ends, time.now()).flatMap((facts, place) => {
      const one = planned[place];
      return one === undefined ? [] : { ...one, id: ids.get(one) ?? 0, facts };
    }),
    troubles,
    store: yieldingStore(inner, { yield: () => Promise.resolve() }),
    chronicle,
    trace,
    async close() {
      for (const process of [...crew.processes, ...hearing.processes]) process.crash();
      await inner.close();
      forgetChannel();
    },
  };
}
