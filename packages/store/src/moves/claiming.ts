import {
  ATTEMPT,
  checkClaim,
  destinationFor,
  divert,
  explore,
  planStep,
  refuseContact,
  Schedule,
  submit,
  usableContact,
  waitForOwnProvider,
  wasTried,
} from "@relance/rules";
import { type ClaimedRow, type ClaimWant, type KeptContact, latenessBin, type Plan } from "@relance/spec";
import { type AttemptRow, countNewAttempt, UNCHANGED } from "../rows/attempt-facts.ts";
import { BEHIND, REROUTED_DESTINATIONS, WALK_ROWS } from "../rows/closed-walks.ts";
import { channelNumber, contactBits, contactPlace } from "../rows/contacts.ts";
import { COUNTER } from "../rows/counters.ts";
import { firstDue, type HotRow } from "../rows/hot-row.ts";
import { numbersIn, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { giveCodes, type NeedsReplyCode } from "./contact-hashes.ts";
import { type ExploredPlaces, exploredPlaces } from "./exploring.ts";
import { type OpenQueue, type ReadyPerson, readyPerson, withPerson } from "./ready-rows.ts";

/** Number of destinations that are counted separately. The large destinations appear early in the random send order. */
const MOST_PARTS = 64;

const KNOWN = `select destination from counters where kind = ${COUNTER.destinations} and campaign = $1`;
const ADD = `insert into counters (kind, campaign, at, provider, destination, step, a, b, n)
  select ${COUNTER.destinations}, $1, 0, 0, u.destination, 0, 0, 0, 0 from unnest($2::int[]) u (destination) where true
  on conflict do nothing`;

interface DestinationAddress extends KeptContact {
  readonly campaign: number;
}

/** Returns the number of an address's destination; 0 for small destinations, which are counted together. */
type DestinationOf = (address: DestinationAddress) => number;

async function readDestinations(work: Work, addresses: readonly DestinationAddress[]): Promise<DestinationOf> {
  const destinations = new Map<number, ReadonlySet<number>>();
  for (const [campaign, own] of Map.groupBy(addresses, (one) => one.campaign)) {
    const names = new Set(own.map(destinationName));
    names.delete("");
    destinations.set(campaign, await destinationsOfCampaign(work, campaign, [...names].sort()));
  }
  return (one) => {
    const word = work.strings.find(destinationName(one));
    return destinations.get(one.campaign)?.has(word) ? word : 0;
  };
}

function destinationName({ channel, address, destination }: DestinationAddress): string {
  return destination ?? destinationFor(channel, address);
}

async function destinationsOfCampaign(work: Work, campaign: number, names: readonly string[]) {
  const { destinations } = work.context;
  const kept = destinations.get(campaign) ?? new Set<number>();
  await work.strings.load(names);
  if (kept.size >= MOST_PARTS || names.every((name) => kept.has(work.strings.find(name)))) return kept;
  const known = new Set(numbersIn(await work.sql.rows(KNOWN, campaign)));
  const missing = names.filter((name) => !known.has(work.strings.find(name)));
  const added = missing.slice(0, Math.max(0, MOST_PARTS - known.size));
  await work.strings.need(added);
  const ids = added.map((name) => work.strings.idOf(name)).sort((a, b) => a - b); // a fixed order prevents deadlocks
  if (ids.length > 0) await work.sql.run(ADD, campaign, ids);
  const all = new Set([...known, ...ids]);
  work.afterCommit(() => destinations.set(campaign, all));
  return all;
}

export interface ClaimTerms {
  readonly want: ClaimWant;
  readonly claimant: { readonly worker: number; readonly leaseUntil: number };
  readonly queues: readonly OpenQueue[];
  readonly hasSuppressions: boolean;
  readonly destinations: SteeredDestinations;
}

/** Creates an attempt for each recipient whose message is sent now. Rules may move a recipient instead. */
export async function claimPeople(work: Work, ready: readonly ReadyPerson[], terms: ClaimTerms): Promise<ClaimedRow[]> {
  const people = terms.destinations.size === 0 ? ready : await toOwnQueues(work, ready, terms.destinations);
  if (people.length === 0) return [];
  const digests = people.flatMap((person) => person.digests);
  if (terms.hasSuppressions) await work.rules.need("to read", digests);
  const withoutCode = people
    .filter(({ row }) => row.code === 0)
    .map((person): NeedsReplyCode => ({ ...person, plan: work.version(person.row).plan }));
  await giveCodes(work, withoutCode);
  const numbers = await work.context.ids.take(work.sql, "attempt_ids", people.length);
  const addresses = people.flatMap(({ row, contacts }) => {
    const channel = planStep(work.version(row).plan, row.step)?.channel;
    const own = contacts.filter((contact) => contact.channel === channel);
    return own.map((contact) => ({ ...contact, campaign: row.campaign }));
  });
  const toNumber = await readDestinations(work, addresses);
  const explored = await exploredPlaces(work, people, terms);
  const facts = { ...terms, toNumber, explored };
  return people.flatMap((person, place) => claimOne(work, person, facts, numbers[place] ?? 0) ?? []);
}

async function toOwnQueues(work: Work, ready: readonly ReadyPerson[], destinations: SteeredDestinations) {
  const named = ready.map((person) => ({
    person,
    destination: destinations.has(person.row.queue)
      ? nextDestination(person.row, work.version(person.row).plan, person.contacts)
      : "",
  }));
  await work.strings.load(named.map(({ destination }) => destination).filter((destination) => destination !== ""));
  return named.flatMap(({ person, destination: name }) => {
    const own = name === "" ? undefined : destinations.get(person.row.queue)?.get(work.strings.find(name));
    if (own === undefined) return person;
    person.row.queue = own;
    return [];
  });
}

function claimOne(
  work: Work,
  { row, key, contacts, digests, variables, box, locale, timezone, salt }: ReadyPerson,
  { want, claimant, queues, toNumber, explored }: ClaimTerms & { toNumber: DestinationOf; explored: ExploredPlaces },
  number: number,
): ClaimedRow | undefined {
  const { now } = work;
  const facts = work.version(row);
  const { dueAt } = row;
  const { leaseUntil } = claimant;
  const wasTriedHere = wasTried(row, facts.plan, want.provider);
  if (!wasTriedHere) divert(row, facts.plan, want.provider);
  const checked = checkClaim(row, facts.plan, { now, sendBudgetMs: want.sendBudgetMs });
  if (checked.contact === undefined) {
    work.save(row, checked.change);
    return undefined;
  }
  const channel = planStep(facts.plan, row.step)?.channel;
  const queue = queues.find(({ id }) => id === row.queue);
  if (channel === undefined || queue === undefined) return undefined;
  const place = contactPlace(contacts, channel, checked.contact);
  const held = contacts[place];
  if (held === undefined) return undefined;
  if (work.rules.forbids(facts, channel, digests[place] ?? "")) {
    work.save(row, refuseContact(row, facts.plan, contactBits(contacts)[place] ?? 0, now));
    return undefined;
  }
  const exploredAt = explored.get(row);
  if (wasTriedHere) {
    work.save(row, waitForOwnProvider(new Schedule(row, facts.plan, now)));
    return undefined;
  }
  if (exploredAt !== undefined) {
    explore(row, exploredAt, now);
    work.save(row, checked.change);
    return undefined;
  }
  const attempt: AttemptRow = {
    id: number,
    enrollment: row.id,
    campaign: row.campaign,
    revision: row.revision,
    step: row.step,
    channel: channelNumber(channel),
    provider: queue.provider,
    contact: checked.contact,
    worker: claimant.worker,
    destination: toNumber({ ...held, campaign: row.campaign }),
    state: ATTEMPT.submitting,
    bits: 0,
    isContrary: 0,
    ref: null,
    acceptedAt: null,
    submittedAt: now,
    segments: 1,
    ...UNCHANGED,
  };
  work.attempts.add(attempt, row, now);
  countNewAttempt(work, attempt);
  work.count(row.campaign, COUNTER.lateness, latenessBin(now - dueAt), 1, row.step);
  row.lastAttempt = number;
  work.save(row, submit(row, number, checked.contact, leaseUntil), attempt);
  const { id: enrollment, revision, campaign, version, deadline, contact, step } = row;
  return {
    attemptId: work.context.attemptIds.idOf(number),
    enrollment,
    revision,
    campaign,
    version,
    key,
    step,
    provider: want.provider,
    channel,
    contact,
    dueAt,
    place,
    address: held.address,
    variables,
    box,
    locale,
    timezone,
    deadline,
    code: String(row.code),
    salt,
  };
}

/** Queues of rerouted destinations, by number of the step's main queue and word number of the destination. */
export type SteeredDestinations = ReadonlyMap<number, ReadonlyMap<number, number>>;

export function steeredDestinations(rows: readonly (readonly number[])[]): SteeredDestinations {
  const destinations = new Map<number, Map<number, number>>();
  for (const [whole = 0, destination = 0, queue = 0] of rows)
    destinations.set(whole, (destinations.get(whole) ?? new Map()).set(destination, queue));
  return destinations;
}

function nextDestination(row: HotRow, plan: Plan, contacts: readonly KeptContact[]): string {
  const channel = planStep(plan, row.step)?.channel;
  if (channel === undefined) return "";
  const contact = usableContact(row, channel);
  const kept = contact < 0 ? undefined : contacts[contactPlace(contacts, channel, contact)];
  return kept === undefined ? "" : (kept.destination ?? destinationFor(channel, kept.address));
}

const LED = `select w.id as whole, string_agg(s.id::text, ',' order by s.id) as rerouted from ${REROUTED_DESTINATIONS}
  and s.provider in (select id from strings where text = $1) group by w.id order by w.id`;

const HELD = `${BEHIND} ${WALK_ROWS} for no key update skip locked`;
const NEXT = `${withPerson(HELD)} order by c.due_at, c.send_order, c.id`;

const LATER = firstDue("$1", "e.due_at > $2");

/** Moves recipients of destinations that are rerouted to this provider into its queue. Returns when to continue. */
export async function gatherRerouted(
  work: Work,
  { provider, slots }: ClaimWant,
  destinations: SteeredDestinations,
): Promise<number | undefined> {
  if (slots === 0 || destinations.size === 0) return undefined;
  const { walks } = work.context;
  let next = Number.POSITIVE_INFINITY;
  for (const { whole, rerouted } of await work.sql.all<StoredRow<"whole", "rerouted">>(LED, provider)) {
    const from = walks.from(whole, rerouted, work.now);
    const found = await work.sql.rows(NEXT, whole, from.dueAt, from.sendOrder, from.id, work.now);
    const held = await work.rows.adopt(found);
    const people = held.map((person, place) => readyPerson(person, found[place] ?? []));
    await toOwnQueues(work, people, destinations);
    const isThrough = found.length < WALK_ROWS;
    const { dueAt, sendOrder, id } = held.at(-1) ?? from; // the position is read before a claim changes the row
    work.afterCommit(() => walks.reached(whole, { dueAt, sendOrder, id }, isThrough ? work.now : undefined));
    const later = isThrough ? (await work.sql.row(LATER, whole, work.now))?.[0] : work.now;
    next = Math.min(next, Number(later ?? next));
    if (people.length > 0) await work.flush();
  }
  return Number.isFinite(next) ? next : undefined;
}
