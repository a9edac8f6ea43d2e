import type { AcknowledgeItem } from "@relance/spec";
import type { VersionFacts } from "@relance/store-kit";
import {
  type AckFact,
  applyAcknowledgement,
  insertAcknowledgement,
  isLate,
  sinceOf,
} from "./acknowledging.ts";
import { texts } from "./literals.ts";
import type { HotRow } from "./row.ts";
import type { Work } from "./work.ts";

const EARLY = `select key, answer, strength, occurred_at as "occurredAt", received_at as "receivedAt", source,
  source_id as "sourceId", is_revoke, method, campaign, event from acknowledgements
  where enrollment = 0 and key = any($1::text[]) and tenant = $2 and (campaign = 0 or campaign = $3)
  and (event is null or event = $4) and occurred_at >= $5 order by received_at, id`;

interface EarlyRow {
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
 * Acknowledgements of keys that nobody had enrolled yet apply to those who are now, as far as they are about this
 * campaign. They stay for the person's other matters.
 */
export async function takeEarly(
  work: Work,
  facts: VersionFacts,
  people: ReadonlyMap<string, HotRow>,
): Promise<void> {
  if (people.size === 0) return;
  const early = await work.sql.all<EarlyRow>(
    EARLY,
    texts([...people.keys()]),
    facts.tenant,
    facts.campaign,
    facts.plan.on ?? null,
    sinceOf(facts),
  );
  if (early.length === 0) return;
  await work.words.know(early.map(({ answer }) => answer));
  await work.answers.need(early.flatMap(({ key }) => people.get(key) ?? []));
  const ids = await work.context.ids.take(work.sql, "acknowledgement_ids", early.length);
  early.forEach(({ key, answer, is_revoke, campaign, event, ...rest }, place) => {
    const row = people.get(key);
    const id = ids[place];
    if (row === undefined || id === undefined) return;
    const word = work.words.wordOf(answer);
    const fact: AckFact = { ...rest, answer: word, revoke: is_revoke === 1, wrongFactor: false };
    const late = isLate(row, fact);
    const about = { tenant: facts.tenant, campaign, key, event, shown: null };
    insertAcknowledgement(work, fact, { id, enrollment: row.id, late, ...about });
    row.lastAck = id;
    applyAcknowledgement(work, row, facts, fact);
  });
}
