import { addChannels } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import { type VirtualProcess, VirtualTime } from "@relance/testing";
import { createGateway, type LoadedCampaign, type Provider, type Store } from "relance";
import type { Somebody, WorldFacts } from "../support/oracle/facts.ts";
import { span } from "../support/oracle/script.ts";
import { type Chronicle, farEndsOf, newChronicle } from "./chronicle.ts";
import { BROKEN, openCourier } from "./courier.ts";
import { openCrew } from "./crew.ts";
import { openFarEnd } from "./far-end.ts";
import { openHearing, type Runner } from "./hearing.ts";
import { holdingOf, PRICES } from "./holding.ts";
import { TEMPLATES } from "./letter.ts";
import { openOffice } from "./office.ts";
import { operate } from "./operator.ts";
import { type Draw, type Row, randomCampaign, randomPeople, troubledPeople } from "./random-campaign.ts";
import { openTown } from "./town.ts";
import { type Troubles, troublesOf } from "./troubles.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Everything that a finished run leaves for the judge. */
export interface Run {
  readonly seed: number;
  readonly campaign: LoadedCampaign;
  /** The rows of the audience. */
  readonly people: readonly Row[];
  readonly troubles: Troubles;
  readonly startedAt: number;
  /** The store, without waiting for anybody's turn. */
  readonly store: Store;
  readonly campaignId: number;
  readonly chronicle: Chronicle;
  /** What really happened. */
  readonly facts: WorldFacts;
  readonly trace: readonly string[];
  close(): Promise<void>;
}

/**
 * One seeded life of a campaign: three workers and two receivers over one store, lossy provider APIs on a wire that
 * takes its time, one of which may answer no one for a while, repeated and reordered receipts, recipients who answer,
 * crashes and freezes with messages in flight, and minutes of downtime; until well after the deadline. Half of the
 * seeds let every worker send, as a shared store does, the others only the oldest, as a file does.
 */
export async function simulate(seed: number, people = 40, troubles = troublesOf(seed)): Promise<Run> {
  const time = new VirtualTime(seed);
  const draw: Draw = (n) => Math.floor(time.random() * n);
  const startedAt = time.now();
  const courier = openCourier();
  const forgetChannel = addChannels([courier]);
  const holding = holdingOf(seed, troubles, startedAt);
  const campaign = randomCampaign(draw, troubles, holding.file);
  const rows = troubledPeople(randomPeople(draw, people, time.now()), seed, troubles);
  const ends = farEndsOf(troubles);
  const chronicle = newChronicle();
  chronicle.holds.push(...holding.holds);
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
    rows.filter((row) => row.id !== "" && phonesOf(row).includes(address)).length;
  const town = openTown({ seed, chronicle, outside, hearing, troubles, enrollmentsOn, note });
  const office = openOffice({ seed, chronicle, outside, hearing, troubles, rows, note });
  const crew = openCrew({ draw, outside, chronicle, hearing, open, note });
  const farEnds = Object.entries(ends).map(([provider, what]) => {
    const view = openFarEnd({
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
    const gateway = await createGateway(
      {
        store: yieldingStore(inner, { yield: () => process.runtime.yield() }),
        channels: [courier],
        providers: providersOf(process),
        publicUrl: "https://simulated.invalid",
        secrets: ["a-secret-for-the-simulation"],
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
    for (const [provider, view] of farEnds) {
      const [channel = "", name = ""] = provider.split(".");
      providers[channel] = { ...providers[channel], [name]: view(owner) };
    }
    return providers;
  }

  /** Until everybody's enrollment is over, and a while for whoever answers or reports late. */
  async function untilOver(): Promise<void> {
    let calm = 0;
    for (let part = 0; part < 18 && calm < 2; part++) {
      await time.advance(10 * MINUTE);
      const { pending = 0, active = 0 } = (await inner.count(campaignId))[0]?.states ?? {};
      calm = pending + active === 0 ? calm + 1 : 0;
    }
  }

  let campaignId = 0;
  await hearing.listen();
  await hearing.listen();
  const starter = await open("starter");
  const starting = starter.gateway.campaigns.start(campaign, { rows: rows }).then(({ id }) => {
    campaignId = id;
  });
  starting.catch(() => {}); // awaited below
  await time.settle();
  await starting;
  for (let n = 0; n < 3; n++) await crew.work();
  void crew.trouble();
  office.open();
  const routes = campaign.definition.steps.flatMap(({ channel, route }) => route.map((name) => `${channel}.${name}`));
  const common = { seed, chronicle, outside, hearing, troubles, note };
  void operate({ ...common, farEnds: ends, routes, campaignId: () => campaignId });
  await untilOver();
  const { definition } = campaign;
  return {
    seed,
    campaign,
    people: rows,
    troubles,
    startedAt,
    store: yieldingStore(inner, { yield: () => Promise.resolve() }),
    campaignId,
    chronicle,
    facts: {
      ...chronicle,
      definition,
      farEnds: ends,
      prices: PRICES.perMessage,
      people: rows.filter(({ id }) => id !== "").map((row) => somebody(row, definition.deadline, startedAt)),
      endedAt: time.now(),
    },
    trace,
    async close() {
      for (const process of [...crew.processes, ...hearing.processes]) process.crash();
      await inner.close();
      forgetChannel();
    },
  };
}

/** A row of the audience, as anybody would read it. */
function somebody(row: Row, deadline: LoadedCampaign["definition"]["deadline"], startedAt: number): Somebody {
  const { id, mail, mail2, until } = row;
  const contacts = [
    ...phonesOf(row).map((address) => ({ channel: "sms" as const, address })),
    ...[mail, mail2].map((address) => ({ channel: "email" as const, address })),
    { channel: "courier" as const, address: deskOf(row) },
  ];
  return {
    key: id,
    contacts: contacts.filter(({ address }) => address !== ""),
    deadline: typeof deadline === "string" ? startedAt + span(deadline) : Date.parse(until),
  };
}

function phonesOf({ mobile, work, home }: Row): readonly string[] {
  return [mobile, work, home];
}

/** The desk that a courier finds; "" = none. */
export function deskOf({ courier }: Pick<Row, "courier">): string {
  return courier.startsWith(BROKEN) ? "" : courier;
}
