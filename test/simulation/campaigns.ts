import { share } from "@relance/testing";
import type { LoadedCampaign } from "relance";
import type { Hold, WorldFacts, WorldPerson } from "../support/oracle/facts.ts";
import { span } from "../support/oracle/script.ts";
import type { Chronicle, FakeVendors } from "./chronicle.ts";
import { BROKEN } from "./courier.ts";
import { holdingOf, PRICES } from "./holding.ts";
import { type Draw, type Row, randomCampaign, randomPeople, troubledPeople } from "./random-campaign.ts";
import type { Troubles } from "./troubles.ts";

const MINUTE = 60_000;

export interface Planned {
  readonly campaign: LoadedCampaign;
  readonly rows: readonly Row[];
  readonly startsAt: number;
  readonly holds: readonly Hold[];
}

export interface Lived extends Planned {
  readonly id: number;
  readonly facts: WorldFacts;
}

export interface PlanOptions {
  readonly seed: number;
  readonly draw: Draw;
  readonly people: number;
  readonly troubles: Troubles;
  readonly now: number;
}

/**
 * Returns the simulated campaigns. Some simulations have a second campaign for the same recipients, which starts
 * minutes later.
 */
export function plannedOf({ seed, draw, people, troubles, now }: PlanOptions): readonly Planned[] {
  const { file, holds } = holdingOf(seed, troubles, now);
  const campaign = randomCampaign(draw, troubles, { ...file, name: "simulated" });
  const rows = troubledPeople(randomPeople(draw, people, now), seed, troubles);
  const first: Planned = { campaign, rows, startsAt: now, holds };
  if (!troubles.has("two campaigns")) return [first];
  let drawn = 0;
  const redraw: Draw = (n) => Math.floor(share(seed, "second campaign", ++drawn) * n);
  const laterMs = (3 + Math.floor(share(seed, "second campaign") * 20)) * MINUTE;
  const second = {
    campaign: randomCampaign(redraw, new Set(), { name: "repeated", deadline: { column: "until" } }),
    rows: rows.map((row) => ({ ...row, courier: "", until: postponed(row.until, laterMs) })),
    startsAt: now + laterMs,
    holds: [],
  };
  return [first, second];
}

function postponed(until: string, byMs: number): string {
  return until === "" ? "" : new Date(Date.parse(until) + byMs).toISOString();
}

/**
 * Returns the recorded facts about each campaign. `elsewhere` contains the facts about the other campaign, if one
 * exists.
 */
export function factsOf(
  planned: readonly Planned[],
  chronicle: Chronicle,
  fakeVendors: FakeVendors,
  endedAt: number,
): readonly WorldFacts[] {
  const peopleOf = ({ campaign: { definition }, rows, startsAt }: Planned) =>
    rows.filter(({ id }) => id !== "").map((row) => personOf(row, definition.deadline, startsAt));
  return planned.map((one) => {
    const { definition } = one.campaign;
    const isAbout = ({ campaign }: { readonly campaign?: string | undefined }) =>
      campaign === undefined || campaign === definition.name;
    const [other] = planned.filter((another) => another !== one);
    const elsewhere = other && {
      people: peopleOf(other),
      sendings: chronicle.sendings.filter((sending) => !isAbout(sending)),
    };
    return {
      ...chronicle,
      sendings: chronicle.sendings.filter(isAbout),
      elsewhere,
      words: chronicle.words.filter(isAbout),
      holds: [...one.holds, ...chronicle.holds.filter(isAbout)],
      definition,
      fakeVendors,
      prices: PRICES.perMessage,
      people: peopleOf(one),
      endedAt,
    };
  });
}

function personOf(row: Row, deadline: LoadedCampaign["definition"]["deadline"], startedAt: number): WorldPerson {
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

export function phonesOf({ mobile, work, home }: Row): readonly string[] {
  return [mobile, work, home];
}

export function deskOf({ courier }: Pick<Row, "courier">): string {
  return courier.startsWith(BROKEN) ? "" : courier;
}
