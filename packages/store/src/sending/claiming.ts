import { ATTEMPT, checkClaim, divert, refuseContact, slicePart, stepOf, submit, usableContact } from "@relance/rules";
import type { ClaimedRow, ClaimWant, KeptContact, Plan } from "@relance/spec";
import { countNewAttempt } from "../inbox/attempt-facts.ts";
import { type Codeless, giveCodes } from "../people/codes.ts";
import { channelNumber, contactBits, contactPlace } from "../people/contacts.ts";
import type { HotRow } from "../people/hot-row.ts";
import { before } from "../people/person-changes.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import type { AttemptRow } from "./attempt-rows.ts";
import type { OpenLane, ReadyPerson } from "./ready-rows.ts";

/** In random order the large parts come first; what comes after so many is counted together. */
const MOST_PARTS = 64;

const KNOWN = "select part from parts where campaign = $1";
const ADD = `insert into parts (campaign, part) select $1, u.part from unnest($2::int[]) u (part) where true
  on conflict do nothing`;

/** An address that a message may go to. */
interface PartAddress extends KeptContact {
  readonly campaign: number;
}

/** The number of the part an address belongs to; 0 = one of the many small ones. */
type PartOf = (address: PartAddress) => number;

/** Finds the parts of these addresses, and adds those that a campaign does not have yet. */
async function partsOf(work: Work, addresses: readonly PartAddress[]): Promise<PartOf> {
  const parts = new Map<number, ReadonlySet<number>>();
  for (const [campaign, own] of Map.groupBy(addresses, (one) => one.campaign)) {
    const names = new Set(own.map(partName));
    names.delete("");
    parts.set(campaign, await partsOfCampaign(work, campaign, [...names].sort()));
  }
  return (one) => {
    const word = work.words.find(partName(one));
    return parts.get(one.campaign)?.has(word) ? word : 0;
  };
}

function partName({ channel, address, part }: PartAddress): string {
  return part ?? slicePart(channel, address);
}

async function partsOfCampaign(work: Work, campaign: number, names: readonly string[]): Promise<ReadonlySet<number>> {
  const { parts } = work.context;
  const kept = parts.get(campaign) ?? new Set();
  await work.words.load(names);
  if (kept.size >= MOST_PARTS || names.every((name) => kept.has(work.words.find(name)))) return kept;
  const known = new Set((await work.sql.rows(KNOWN, campaign)).map((row) => numberAt(row, 0)));
  const missing = names.filter((name) => !known.has(work.words.find(name)));
  const added = missing.slice(0, Math.max(0, MOST_PARTS - known.size));
  await work.words.need(added);
  const ids = added.map((name) => work.words.idOf(name)).sort((a, b) => a - b); // one order: no deadlock
  if (ids.length > 0) await work.sql.run(ADD, campaign, listOf(ids));
  const all = new Set([...known, ...ids]);
  work.afterCommit(() => parts.set(campaign, all));
  return all;
}

export interface Claimant {
  readonly worker: number;
  readonly leaseUntil: number;
}

/** What a claim is made of besides the person. */
export interface ClaimTerms {
  readonly want: ClaimWant;
  readonly claimant: Claimant;
  readonly lanes: readonly OpenLane[];
  /** Somebody, somewhere, said STOP: it is looked up whether it was one of these. */
  readonly hasSuppressions: boolean;
  /** Slices that were steered by themselves. */
  readonly slices: Slices;
}

/** Makes an attempt for each of these people whose message leaves now. Those whom a rule moves elsewhere are left out. */
export async function claimPeople(work: Work, ready: readonly ReadyPerson[], terms: ClaimTerms): Promise<ClaimedRow[]> {
  const people = terms.slices.size === 0 ? ready : await withoutSlices(work, ready, terms.slices);
  if (people.length === 0) return [];
  if (terms.hasSuppressions) await work.suppressions.need(people.flatMap(({ digests }) => digests));
  const codeless = people
    .filter(({ row }) => row.code === 0)
    .map((person): Codeless => ({ ...person, plan: work.version(person.row).plan }));
  await giveCodes(work, codeless);
  const numbers = await work.context.ids.take(work.sql, "attempt_ids", people.length);
  const partOf = await partsOf(
    work,
    people.flatMap((person) => addressesOf(work, person)),
  );
  return people.flatMap((person, place) => claimOne(work, person, terms, numbers[place] ?? 0, partOf) ?? []);
}

/** Whoever belongs to a slice that was steered by itself waits in its lane, and leaves from there as it allows. */
export async function withoutSlices(
  work: Work,
  ready: readonly ReadyPerson[],
  slices: Slices,
): Promise<readonly ReadyPerson[]> {
  const named = ready.map((person) => ({
    person,
    slice: slices.has(person.row.lane) ? sliceOf(person.row, work.version(person.row).plan, person.contacts) : "",
  }));
  await work.words.load(named.map(({ slice }) => slice).filter((slice) => slice !== ""));
  return named.flatMap(({ person, slice }) => {
    const own = slice === "" ? undefined : slices.get(person.row.lane)?.get(work.words.find(slice));
    if (own === undefined) return person;
    person.row.lane = own;
    return [];
  });
}

/** Wherever this step's message may go to. */
function addressesOf(work: Work, { row, contacts }: ReadyPerson): PartAddress[] {
  const channel = stepOf(work.version(row).plan, row.step)?.channel;
  return contacts
    .filter((contact) => contact.channel === channel)
    .map((contact) => ({ ...contact, campaign: row.campaign }));
}

function claimOne(
  work: Work,
  { row, key, contacts, digests, variables, locale, timezone, salt }: ReadyPerson,
  { want, claimant, lanes }: ClaimTerms,
  number: number,
  partOf: PartOf,
): ClaimedRow | undefined {
  const { now } = work;
  const facts = work.version(row);
  const was = before(row);
  const { leaseUntil } = claimant;
  divert(row, facts.plan, want.provider);
  const checked = checkClaim(row, facts.plan, { now, sendBudgetMs: want.sendBudgetMs, leaseUntil });
  if (checked.contact === undefined) {
    work.save(row, was, checked.change);
    return undefined;
  }
  const channel = stepOf(facts.plan, row.step)?.channel;
  const lane = lanes.find(({ id }) => id === row.lane);
  if (channel === undefined || lane === undefined) return undefined;
  const place = contactPlace(contacts, channel, checked.contact);
  const held = contacts[place];
  if (held === undefined) return undefined;
  if (work.suppressions.has(facts, channel, digests[place] ?? "")) {
    work.save(row, was, refuseContact(row, facts.plan, contactBits(contacts)[place] ?? 0, now));
    return undefined;
  }
  const attempt: AttemptRow = {
    id: number,
    enrollment: row.id,
    campaign: row.campaign,
    epoch: row.epoch,
    step: row.step,
    channel: channelNumber(channel),
    provider: lane.provider,
    contact: checked.contact,
    worker: claimant.worker,
    part: partOf({ ...held, campaign: row.campaign }),
    state: ATTEMPT.submitting,
    bits: 0,
    isContrary: 0,
    ref: null,
    acceptedAt: null,
    submittedAt: now,
    segments: 1,
    firstFinal: null,
    error: null,
    vendorError: null,
    isChanged: false,
  };
  work.attempts.add(attempt, row, now);
  countNewAttempt(work, attempt);
  row.lastAttempt = number;
  work.save(row, was, submit(row, number, checked.contact, leaseUntil), attempt);
  const { id: enrollment, epoch, campaign, version, deadline, contact, step } = row;
  const about = { enrollment, epoch, campaign, version, key, step, provider: want.provider, channel, contact };
  const attemptId = work.context.attemptIds.idOf(number);
  return {
    attemptId,
    ...about,
    address: held.address,
    variables,
    locale,
    timezone,
    deadline,
    code: String(row.code),
    salt,
  };
}

/** The lanes of slices: by the lane that they are a part of, then by the number of the slice's word. */
export type Slices = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** From rows of whole lane, slice's word, slice's lane. */
export function slicesOf(rows: readonly (readonly number[])[]): Slices {
  const slices = new Map<number, Map<number, number>>();
  for (const [whole = 0, slice = 0, lane = 0] of rows)
    slices.set(whole, (slices.get(whole) ?? new Map()).set(slice, lane));
  return slices;
}

/** The slice that somebody's next message belongs to; "" = nobody knows, for there is nowhere to send it. */
function sliceOf(row: HotRow, plan: Plan, contacts: readonly KeptContact[]): string {
  const channel = stepOf(plan, row.step)?.channel;
  if (channel === undefined) return "";
  const contact = usableContact(row, channel);
  const kept = contact < 0 ? undefined : contacts[contactPlace(contacts, channel, contact)];
  return kept === undefined ? "" : (kept.part ?? slicePart(channel, kept.address));
}
