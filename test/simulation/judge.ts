import type { Ledger, Recipient, RelanceEvent, Store } from "relance";
import type { Account, Tolerances, Walks, WorldFacts } from "../support/oracle/facts.ts";
import { consult } from "../support/oracle/oracle.ts";
import { deskOf, type Lived } from "./campaigns.ts";
import { added, type Census, censusOf, censusOfCampaign } from "./census.ts";
import { BUDGET_MS } from "./fake-vendor.ts";
import { isLegal, type Position } from "./legal-transitions.ts";
import type { Row } from "./random-campaign.ts";
import type { Run } from "./world.ts";

const MINUTE = 60_000;

const TOLERANCES: Tolerances = {
  budgetMs: BUDGET_MS,
  promptMs: 3 * MINUTE,
  leaveMs: 105_000, // time for the next check of an idle worker and for the lease of a dead worker, plus a margin
  fetchMs: 6 * MINUTE,
  clockMs: 0,
  seesAll: true,
};

export interface Judgement {
  readonly found: readonly string[];
  readonly census: Census;
}

/** Judges a finished run. Checks each campaign against its own file, and the store against the rules of the audit. */
export async function judge(run: Run): Promise<Judgement> {
  const { store, campaigns } = run;
  const events = await allEvents(store);
  const walks = campaigns.map(({ campaign: { definition } }) => walksIn(events, definition.name));
  const found = await audited(store);
  let census: Census = censusOf(run);
  for (const [place, lived] of campaigns.entries()) {
    const people = await everybody(lived, store);
    const [ledger] = await store.count(lived.id);
    const account: Account = {
      people: people.map(({ key, state, cause, deadline, late, lastAttempt }) => ({
        key,
        state,
        cause,
        deadline: deadline.getTime(),
        late,
        lastAttempt,
      })),
      walks: walks[place] ?? new Map(),
      elsewhere: walks.filter((_, other) => other !== place),
      attempts: ledger?.attempts ?? [],
    };
    census = added(census, censusOfCampaign(lived.facts, account.walks));
    const own = [
      ...conserves(ledger, people),
      ...followsTheDiagram(account.walks),
      ...(await keepsItsLadder(lived, store)),
      ...consult(withoutRefused(lived.facts, people), account, TOLERANCES).map(({ rule, fact }) => `${rule}: ${fact}`),
    ];
    const isOnly = campaigns.length === 1;
    found.push(...(isOnly ? own : own.map((fact) => `${lived.campaign.definition.name}: ${fact}`)));
  }
  return { found, census };
}

function walksIn(events: readonly RelanceEvent[], name: string): Walks {
  const own = events.filter(({ campaign }) => campaign.name === name);
  return Map.groupBy(
    own.filter(({ key, version }) => key !== undefined && version !== undefined),
    ({ key = "" }) => key,
  );
}

/** Leaves out recipients whom `ifLate: refuse` refused. `keepsItsLadder` checks these refusals. */
function withoutRefused(facts: WorldFacts, people: readonly Recipient[]): WorldFacts {
  if (facts.definition.ifLate !== "refuse") return facts;
  const enrolled = new Set(people.map(({ key }) => key));
  return { ...facts, people: facts.people.filter(({ key }) => enrolled.has(key)) };
}

async function everybody({ id }: Lived, store: Store): Promise<readonly Recipient[]> {
  const people: Recipient[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ campaign: id, cursor, limit: 500 });
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

async function audited(store: Store): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.audit({ cursor, limit: 1_000 });
    found.push(...page.findings.map(({ rule, fact }) => `${rule}: ${fact}`));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

/** Checks that the ledger's sums match, and that every enrollment has ended after the deadline. */
function conserves(ledger: Ledger | undefined, people: readonly Recipient[]): string[] {
  const found: string[] = [];
  if (ledger === undefined) return ["sums: there is no ledger"];
  if (!ledger.holds) found.push("sums: the ledger does not hold");
  const states = Object.values(ledger.states).reduce((sum, count) => sum + count, 0);
  if (states !== ledger.audience.enrolled) found.push(`sums: ${states} states for ${ledger.audience.enrolled} people`);
  if (people.length !== ledger.audience.enrolled)
    found.push(`sums: ${people.length} listed of ${ledger.audience.enrolled}`);
  for (const person of people) {
    if (person.state === "pending" || person.state === "active")
      found.push(`overdue: ${person.key} is still ${person.state} after the deadline`);
  }
  return found;
}

/**
 * Checks `ifLate`. Computes from the campaign file how many recipients are refused, or which steps are skipped, and
 * compares the result with the store and the sent messages.
 */
async function keepsItsLadder({ id, campaign, rows, startsAt, facts }: Lived, store: Store): Promise<string[]> {
  const { steps, callBuffer = "0m", ifLate } = campaign.definition;
  const stops = facts.words.filter(({ says, at }) => says === "stop" && at < startsAt);
  const isUsable = (address: string) => address !== "" && !stops.some((stop) => stop.address === address);
  /**
   * Returns the waits of the steps for which the recipient has a usable contact, in milliseconds. The last wait
   * includes the time to send the last step's message.
   */
  const waitsOf = ({ mobile, work, home, mail, mail2, courier }: Omit<Row, "until">): readonly number[] => {
    const contacts = { sms: [mobile, work, home], email: [mail, mail2], courier: [deskOf({ courier })] };
    const own = steps.filter(({ channel }) => contacts[channel as keyof typeof contacts]?.some(isUsable));
    const toLeave = own.at(-1)?.wait === undefined && minutes(callBuffer) === 0 ? minutes("1m") : 0;
    return own.map(({ wait = "0m" }, place) => minutes(wait) + (place === own.length - 1 ? toLeave : 0));
  };

  if (ifLate === "refuse") {
    const begun = startsAt + minutes(callBuffer);
    const late = rows.filter(({ until = "", ...row }) => {
      const waits = waitsOf(row);
      return waits.length > 0 && waits.reduce((sum, wait) => sum + wait, begun) > Date.parse(until);
    }).length;
    const refused = (await store.count(id))[0]?.audience.refusedBy["too-late"] ?? 0;
    return late === refused ? [] : [`refuse: ${refused} were refused for want of time, and ${late} had none`];
  }
  if (ifLate !== "skip" || !steps.some(({ channel }) => channel === "email")) return [];
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const first = new Map(facts.sendings.toReversed().map((sending) => [sending.key, sending]));
  return facts.people.flatMap(({ key, deadline }) => {
    const row = rowOf.get(key);
    const sending = first.get(key);
    if (row === undefined || sending === undefined || !sending.provider.startsWith("sms")) return [];
    if (row.mail + row.mail2 === "") return [];
    if (facts.words.some(({ says, address, at }) => says === "stop" && address === row.mail && at < sending.at))
      return [];
    const [wait = 0, ...later] = waitsOf(row);
    const fits = (end: number, length: number) => (sending.at > end - length ? end : end - length); // or is skipped
    const latest = later.reduceRight(fits, deadline - minutes(callBuffer)) - wait;
    return sending.at > latest + BUDGET_MS ? [`skip: ${key} began with a step that no longer fit`] : [];
  });
}

function minutes(text: string): number {
  return Number(text.replace(/[+m]/g, "")) * 60_000;
}

/** Checks that each enrollment's events, in the order of their versions, follow the diagram of docs/states.md. */
function followsTheDiagram(walks: Walks): string[] {
  const found: string[] = [];
  for (const [key, walk] of walks) {
    let version = 0;
    let position: Position = "nowhere";
    for (const event of walk) {
      const next = event.version ?? 0;
      if (next <= version) found.push(`events: ${key} has version ${next} after ${version}`);
      const to = isLegal(position, event.type);
      if (to === undefined) found.push(`diagram: ${key} went from ${position} by ${event.type}`);
      version = next;
      position = to ?? position;
    }
  }
  return found;
}
