import { countsSince } from "@relance/rules";
import type { AcknowledgeItem } from "@relance/spec";
import { type AnswerFact, isLateAnswer } from "../rows/answers.ts";
import type { HotRow } from "../rows/hot-row.ts";
import type { VersionFacts } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";
import { applyAcknowledgement, insertAcknowledgement } from "./acknowledging.ts";

/** SQL: stored events about recipients with these keys who are not enrolled yet. */
export const KEPT_OF = "acknowledgements a where a.enrollment = 0 and a.key = any($1::text[])";

const KNOWN = `select key, tenant, source, source_id from ${KEPT_OF}`;

export class EarlyNames {
  readonly #names = new Set<string>();

  async need(work: Work, items: readonly AcknowledgeItem[]): Promise<void> {
    const keys = new Set(items.flatMap(({ target }) => ("key" in target ? target.key : [])));
    for (const row of await work.sql.rows(KNOWN, [...keys])) this.#names.add(JSON.stringify(row));
  }

  /** False for an event that was added before, or that names no recipient. */
  add({ target, source, sourceId }: AcknowledgeItem): boolean {
    if (!("key" in target)) return false;
    const name = JSON.stringify([target.key, target.tenant, source, sourceId]);
    if (this.#names.has(name)) return false;
    this.#names.add(name);
    return true;
  }
}

const COLUMNS = `answer, strength, occurred_at as "occurredAt", received_at as "receivedAt", source,
  source_id as "sourceId", is_revoke, method, a.campaign, event, a.id`;

/** SQL: the event has the name `on` of the campaign, or none, and is not older than the campaign's `since`. */
const COUNTS = "(event is null or event = $4) and occurred_at >= $5";

const KEPT = `select a.key, ${COLUMNS} from ${KEPT_OF} and tenant = $2 and (campaign = 0 or campaign = $3) and ${COUNTS}`;

const OTHERS = "select 1 from campaigns where tenant = $1 and name <> $2 limit 1";

const TAKEN = `select p.key, ${COLUMNS} from people p join campaigns c on c.id = p.campaign
  join acknowledgements a on a.enrollment = p.id
  where p.key = any($1::text[]) and c.tenant = $2 and c.name <> $3 and method = 'event' and a.campaign = 0
  and ${COUNTS} and a.enrollment > 0`;

interface EarlyRow {
  readonly id: number;
  readonly key: string;
  readonly answer: number;
  readonly strength: number;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly source: string;
  readonly sourceId: string;
  readonly is_revoke: number;
  readonly method: AcknowledgeItem["method"];
  readonly campaign: number;
  readonly event: string | null;
}

/**
 * Applies early events to new enrollments: events without an enrollment, and events that enrollments in other campaigns
 * used. An event that another occurrence of this campaign used belongs to that occurrence. All events stay stored.
 */
export async function takeEarly(work: Work, facts: VersionFacts, people: ReadonlyMap<string, HotRow>): Promise<void> {
  if (people.size === 0) return;
  const early = await saidOf(work, facts, [...people.keys()]);
  if (early.length === 0) return;
  await work.words.know(early.map(({ answer }) => answer));
  await work.answers.need(early.flatMap(({ key }) => people.get(key) ?? []));
  const ids = await work.context.ids.take(work.sql, "acknowledgement_ids", early.length);
  early.forEach(({ id: _, key, answer, is_revoke, campaign, event, ...rest }, place) => {
    const row = people.get(key);
    const id = ids[place];
    if (row === undefined || id === undefined) return;
    const word = work.words.wordOf(answer);
    const fact: AnswerFact = { ...rest, answer: word, revoke: is_revoke === 1, wrongFactor: false };
    const late = isLateAnswer(row, fact);
    const about = { tenant: facts.tenant, campaign, key, event, shown: null };
    insertAcknowledgement(work, fact, { id, enrollment: row.id, late, ...about });
    row.lastAck = id;
    applyAcknowledgement(work, row, facts, fact);
  });
}

export async function spokenOf(work: Work, facts: VersionFacts, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  return new Set((await saidOf(work, facts, keys)).map(({ key }) => key));
}

/** Reads each event once, in order, although several enrollments may have a copy of it. */
async function saidOf(work: Work, facts: VersionFacts, keys: readonly string[]): Promise<readonly EarlyRow[]> {
  const { tenant, name, campaign, plan } = facts;
  const { sql } = work;
  const about = [plan.on ?? null, countsSince(plan, facts.definedAt)] as const;
  const kept = await sql.all<EarlyRow>(KEPT, keys, tenant, campaign, ...about);
  const hasOthers = (await sql.row(OTHERS, tenant, name)) !== undefined;
  const taken = hasOthers ? await sql.all<EarlyRow>(TAKEN, keys, tenant, name, ...about) : [];
  const once = new Map([...taken, ...kept].map((one) => [JSON.stringify([one.key, one.source, one.sourceId]), one]));
  return [...once.values()].sort((a, b) => a.receivedAt - b.receivedAt || a.id - b.id);
}
