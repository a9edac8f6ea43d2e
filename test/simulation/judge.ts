import type { Recipient, RelanceEvent, Store } from "relance";
import type { Account, Tolerances } from "../support/oracle/facts.ts";
import { consult } from "../support/oracle/oracle.ts";
import { type Census, censusOf } from "./census.ts";
import { BUDGET_MS } from "./far-end.ts";
import { isLegal, type Position } from "./legal-transitions.ts";
import type { Row } from "./random-campaign.ts";
import { deskOf, type Run } from "./world.ts";

const MINUTE = 60_000;

/** On the virtual clock everybody has the same time, and no one is kept waiting but by what the world does. */
const TOLERANCES: Tolerances = {
  budgetMs: BUDGET_MS,
  promptMs: 3 * MINUTE,
  leaveMs: 75_000, // the lease of a worker that dies, the beats of the next one, and air
  fetchMs: 6 * MINUTE,
  clockMs: 0,
  seesAll: true,
};

/** What a judge says of one life. */
export interface Judgement {
  /** Every rule that was broken; none = the run is right. */
  readonly found: readonly string[];
  /** What there was to be seen. */
  readonly census: Census;
}

/** Reads a finished run. */
export async function judge(run: Run): Promise<Judgement> {
  const { store } = run;
  const people = await everybody(run, store);
  const events = await allEvents(store);
  const [ledger] = await store.count(run.campaignId);
  const account: Account = {
    people: people.map(({ key, state, cause, deadline, late, lastAttempt }) => ({
      key,
      state,
      cause,
      deadline: deadline.getTime(),
      late,
      lastAttempt,
    })),
    walks: Map.groupBy(
      events.filter(({ key, version }) => key !== undefined && version !== undefined), // others were refused
      ({ key = "" }) => key,
    ),
    attempts: ledger?.attempts ?? [],
  };
  const found = [
    ...(await conserves(run, store, people)),
    ...followsTheDiagram(events),
    ...(await keepsItsLadder(run, store)),
    ...consult(withoutRefused(run, people), account, TOLERANCES).map(({ rule, fact }) => `${rule}: ${fact}`),
  ];
  return { found, census: censusOf(run, account) };
}

/** Whom `ifLate: refuse` takes is no one's matter; that it took the right ones is judged by itself. */
function withoutRefused({ facts }: Run, people: readonly Recipient[]): Run["facts"] {
  if (facts.definition.ifLate !== "refuse") return facts;
  const enrolled = new Set(people.map(({ key }) => key));
  return { ...facts, people: facts.people.filter(({ key }) => enrolled.has(key)) };
}

async function everybody(run: Run, store: Store): Promise<readonly Recipient[]> {
  const people: Recipient[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ campaign: run.campaignId, cursor, limit: 500 });
    for (const row of page.rows) {
      const person = row.enrollment > 0 ? await store.read({ enrollment: row.enrollment }) : undefined;
      if (person !== undefined) people.push(person);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return people;
}

async function allEvents(store: Store): Promise<readonly RelanceEvent[]> {
  const all: RelanceEvent[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await store.events({ cursor, limit: 1_000 });
    if (page.events.length === 0) return all;
    all.push(...page.events);
    cursor = page.cursor;
  }
}

/** Every sum holds, the auditor finds nothing, and after the deadline no one is open. */
async function conserves(run: Run, store: Store, people: readonly Recipient[]): Promise<string[]> {
  const found: string[] = [];
  const [ledger] = await store.count(run.campaignId);
  if (ledger === undefined) return ["sums: there is no ledger"];
  if (!ledger.holds) found.push("sums: the ledger does not hold");
  const states = Object.values(ledger.states).reduce((sum, count) => sum + count, 0);
  if (states !== ledger.audience.enrolled) found.push(`sums: ${states} states for ${ledger.audience.enrolled} people`);
  if (people.length !== ledger.audience.enrolled)
    found.push(`sums: ${people.length} listed of ${ledger.audience.enrolled}`);
  let cursor: string | undefined;
  do {
    const page = await store.audit({ cursor, limit: 1_000 });
    found.push(...page.findings.map(({ rule, fact }) => `${rule}: ${fact}`));
    cursor = page.cursor;
  } while (cursor !== undefined);
  for (const person of people) {
    if (person.state === "pending" || person.state === "active")
      found.push(`overdue: ${person.key} is still ${person.state} after the deadline`);
  }
  return found;
}

/** `ifLate`, computed plainly from the file: whom `refuse` takes, and which step `skip` may begin with. */
async function keepsItsLadder(run: Run, store: Store): Promise<string[]> {
  const { steps, callBuffer = "0m", ifLate } = run.campaign.definition;
  const needs = ({ mobile, work, home, mail, mail2, courier }: Omit<Row, "until">): number | undefined => {
    const own = steps.filter(({ channel }) =>
      channel === "sms"
        ? mobile + work + home !== ""
        : channel === "email"
          ? mail + mail2 !== ""
          : channel === "courier" && deskOf({ courier }) !== "",
    );
    if (own.length === 0) return undefined; // out of reach, and never late
    const toLeave = own.at(-1)?.wait === undefined && minutes(callBuffer) === 0 ? minutes("1m") : 0;
    return own.reduce((sum, { wait = "0m" }) => sum + minutes(wait), toLeave);
  };
  if (ifLate === "refuse") {
    const begun = run.startedAt + minutes(callBuffer);
    const late = run.people.filter(
      ({ until = "", ...row }) => begun + (needs(row) ?? Number.NaN) > Date.parse(until),
    ).length;
    const refused = (await store.count(run.campaignId))[0]?.audience.refusedBy["too-late"] ?? 0;
    return late === refused ? [] : [`refuse: ${refused} were refused for want of time, and ${late} had none`];
  }
  if (ifLate !== "skip" || !steps.some(({ channel }) => channel === "email")) return [];
  const rows = new Map(run.people.map((row) => [row.id, row]));
  const first = new Map(run.facts.sendings.toReversed().map((sending) => [sending.key, sending]));
  return run.facts.people.flatMap(({ key, deadline }) => {
    const row = rows.get(key);
    const sending = first.get(key);
    if (row === undefined || sending === undefined || !sending.provider.startsWith("sms")) return [];
    if (row.mail + row.mail2 === "") return [];
    const latest = deadline - minutes(callBuffer) - (needs(row) ?? 0);
    return sending.at > latest + BUDGET_MS ? [`skip: ${key} began with a step that no longer fit`] : [];
  });
}

/** `+90m` or `90m` in milliseconds. */
function minutes(text: string): number {
  return Number(text.replace(/[+m]/g, "")) * 60_000;
}

/** Each enrollment's events, in the order of their versions, are a walk through the diagram of docs/states.md. */
function followsTheDiagram(events: readonly RelanceEvent[]): string[] {
  const found: string[] = [];
  const walks = new Map<string, { version: number; position: Position }>();
  for (const event of events) {
    if (event.key === undefined || event.version === undefined) continue;
    const walk = walks.get(event.key) ?? { version: 0, position: "nowhere" as Position };
    if (event.version <= walk.version)
      found.push(`events: ${event.key} has version ${event.version} after ${walk.version}`);
    const next = isLegal(walk.position, event.type);
    if (next === undefined) found.push(`diagram: ${event.key} went from ${walk.position} by ${event.type}`);
    walks.set(event.key, { version: event.version, position: next ?? walk.position });
  }
  return found;
}
