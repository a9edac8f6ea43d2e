import type { Person, RelanceEvent, Store } from "relance";
import { isLegal, type Position } from "./legal-transitions.ts";
import type { Run } from "./world.ts";

/** How long one send may take after its claim. */
const SEND_BUDGET_MS = 10_000;

/** Reads a finished run and names every rule that it broke; nothing found = the run is right. */
export async function judge(run: Run, store: Store): Promise<readonly string[]> {
  const people = await everybody(run, store);
  const events = await allEvents(store);
  return [
    ...(await conserves(run, store, people)),
    ...sendsOnce(run),
    ...keepsDeadlines(run, people),
    ...(await keepsItsLadder(run, store, people)),
    ...honoursAnswers(run, people),
    ...followsTheDiagram(events),
    ...neverRepeatsBlindly(run, people),
  ];
}

async function everybody(run: Run, store: Store): Promise<readonly Person[]> {
  const people: Person[] = [];
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

/** R14, R15: every sum holds, the auditor finds nothing, and after the deadline nobody is open. */
async function conserves(run: Run, store: Store, people: readonly Person[]): Promise<string[]> {
  const found: string[] = [];
  const [ledger] = await store.count(run.campaignId);
  if (ledger === undefined) return ["R15: there is no ledger"];
  if (!ledger.holds) found.push("R15: the ledger does not hold");
  const states = Object.values(ledger.states).reduce((sum, count) => sum + count, 0);
  if (states !== ledger.audience.enrolled)
    found.push(`R15: ${states} states for ${ledger.audience.enrolled} people`);
  if (people.length !== ledger.audience.enrolled)
    found.push(`R15: ${people.length} listed of ${ledger.audience.enrolled}`);
  let cursor: string | undefined;
  do {
    const page = await store.audit({ cursor, limit: 1_000 });
    found.push(...page.findings.map(({ rule, fact }) => `${rule}: ${fact}`));
    cursor = page.cursor;
  } while (cursor !== undefined);
  for (const person of people) {
    if (person.state === "pending" || person.state === "active")
      found.push(`R14: ${person.key} is still ${person.state} after the deadline`);
  }
  return found;
}

/** R10: an attempt is at most one request. */
function sendsOnce(run: Run): string[] {
  const seen = new Map<string, number>();
  for (const { message } of run.sent) seen.set(message.attemptId, (seen.get(message.attemptId) ?? 0) + 1);
  return [...seen]
    .filter(([, count]) => count > 1)
    .map(([id, count]) => `R10: attempt ${id} was sent ${count} times`);
}

/** R7, R11: nothing leaves after the legal deadline. */
function keepsDeadlines(run: Run, people: readonly Person[]): string[] {
  const deadlines = new Map(people.map(({ enrollment, deadline }) => [enrollment, deadline.getTime()]));
  return run.sent
    .filter(
      ({ message, at }) => at > (deadlines.get(enrollmentOf(message.ackUrl)) ?? Number.POSITIVE_INFINITY),
    )
    .map(({ message }) => `R11: ${message.attemptId} left after the deadline`);
}

/** `ifLate`, computed plainly from the file: whom `refuse` takes, and which step `skip` may begin with. */
async function keepsItsLadder(run: Run, store: Store, people: readonly Person[]): Promise<string[]> {
  const { steps, handover = "0m", ifLate } = run.campaign.definition;
  const needs = ({ mobile = "", work = "", mail = "" }: Readonly<Record<string, string>>): number => {
    const own = steps.filter(({ channel }) =>
      channel === "sms" ? mobile + work !== "" : channel === "email" && mail !== "",
    );
    const toLeave = own.at(-1)?.wait === undefined && minutes(handover) === 0 ? minutes("1m") : 0;
    return own.reduce((sum, { wait = "0m" }) => sum + minutes(wait), toLeave);
  };
  if (ifLate === "refuse") {
    const begun = run.startedAt + minutes(handover);
    const late = run.people.filter(({ until = "", ...row }) => begun + needs(row) > Date.parse(until)).length;
    const refused = (await store.count(run.campaignId))[0]?.audience.refusedBy["too-late"] ?? 0;
    return late === refused ? [] : [`refuse: ${refused} were refused for want of time, and ${late} had none`];
  }
  if (ifLate !== "skip" || !steps.some(({ channel }) => channel === "email")) return [];
  const rows = new Map(run.people.map((row) => [row.id, row]));
  const found: string[] = [];
  for (const person of people) {
    const row = rows.get(person.key);
    const first = run.sent.find(({ message }) => enrollmentOf(message.ackUrl) === person.enrollment);
    if (row === undefined || first === undefined || !first.instance.startsWith("sms") || row.mail === "")
      continue;
    const latest = person.deadline.getTime() - minutes(handover) - needs(row);
    if (first.at > latest + SEND_BUDGET_MS)
      found.push(`skip: ${person.key} began with a step that no longer fit`);
  }
  return found;
}

/** `+90m` or `90m` in milliseconds. */
function minutes(text: string): number {
  return Number(text.replace(/[+m]/g, "")) * 60_000;
}

/** R6, R8: who was told "recorded" stays acknowledged, and gets nothing more than what was already on the wire. */
function honoursAnswers(run: Run, people: readonly Person[]): string[] {
  const found: string[] = [];
  const byId = new Map(people.map((person) => [person.enrollment, person]));
  for (const act of run.acts) {
    if (act.answer !== "done") continue;
    const person = byId.get(act.enrollment);
    const isInTime = act.toldAt <= (person?.deadline.getTime() ?? Number.POSITIVE_INFINITY);
    if (isInTime && act.status !== "recorded" && act.status !== "duplicate") {
      found.push(`R6: ${act.enrollment} pressed "done" in time and was told "${act.status}"`);
    }
    const changedMind = run.acts.some(
      (other) =>
        other.enrollment === act.enrollment &&
        other.answer !== "done" &&
        other.toldAt >= act.toldAt &&
        other.status !== "duplicate",
    );
    if (changedMind) continue;
    if (person?.state !== "acknowledged")
      found.push(`R6: ${person?.key} was told "recorded" and is ${person?.state}`);
    if (isInTime && person?.late) found.push(`R8: ${person.key} answered in time and counts as late`);
    const after = run.sent.filter(
      ({ message, at }) =>
        enrollmentOf(message.ackUrl) === act.enrollment && at > act.toldAt + SEND_BUDGET_MS,
    );
    if (after.length > 0) found.push(`R6: ${person?.key} got a message after the answer was recorded`);
  }
  return found;
}

/** Each enrollment's events, in the order of their versions, are a walk through the diagram of docs/states.md. */
function followsTheDiagram(events: readonly RelanceEvent[]): string[] {
  const found: string[] = [];
  const walks = new Map<string, { version: number; position: Position }>();
  for (const event of events) {
    if (event.key === undefined || event.version === undefined) continue;
    const walk = walks.get(event.key) ?? { version: 0, position: "nowhere" as Position };
    if (event.version <= walk.version)
      found.push(`R13: ${event.key} has version ${event.version} after ${walk.version}`);
    const next = isLegal(walk.position, event.type);
    if (next === undefined) found.push(`diagram: ${event.key} went from ${walk.position} by ${event.type}`);
    walks.set(event.key, { version: event.version, position: next ?? walk.position });
  }
  return found;
}

/** R10 under at-most-once: the same provider gets a person's step twice only after a definite failure of the first. */
function neverRepeatsBlindly(run: Run, people: readonly Person[]): string[] {
  if (run.campaign.definition.guarantee === "at-least-once") return [];
  const found: string[] = [];
  const keys = new Map(people.map(({ enrollment, key }) => [enrollment, key]));
  const before = new Map<string, string>();
  for (const { message, instance } of run.sent) {
    if (message.ackUrl === undefined) continue; // an answer to a reply is no attempt
    const enrollment = enrollmentOf(message.ackUrl);
    const place = `${enrollment} ${instance} ${JSON.stringify(message.to)}`;
    const earlier = before.get(place);
    const fate = earlier === undefined ? undefined : run.behaviours.get(earlier);
    if (fate !== undefined && fate.do !== "undelivered") {
      found.push(
        `R10: ${keys.get(enrollment)} got ${message.attemptId} over ${instance} although ${earlier} was not known to have failed (${fate.do})`,
      );
    }
    before.set(place, message.attemptId);
  }
  return found;
}

function enrollmentOf(ackUrl: string | undefined): number {
  return Number.parseInt(ackUrl?.slice(ackUrl.lastIndexOf("/") + 17) ?? "", 36);
}
