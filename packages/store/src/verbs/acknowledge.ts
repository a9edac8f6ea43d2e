import { answerEffect, STATE } from "@relance/rules";
import type { AcknowledgeAnswer, AcknowledgeItem, AcknowledgeTarget } from "@relance/spec";
import { acknowledgeRow, answerPlace, insertAcknowledgement, toAnswerFact } from "../moves/acknowledging.ts";
import { answeredAt } from "../moves/clock-step.ts";
import { KEPT_OF } from "../moves/enrolling.ts";
import { InboundBatch } from "../moves/inbound-batch.ts";
import type { Deferral } from "../moves/receipt-folding.ts";
import { forgottenAmong } from "../rows/forgotten.ts";
import type { HotRow } from "../rows/hot-row.ts";
import { pluck, type StoredRow } from "../rows/sql.ts";
import {
  BAD_ANSWER,
  FORGOTTEN_ANSWER,
  happenedAt,
  isAboutMore,
  isUsableAnswer,
  Targets,
  UNKNOWN_RECIPIENT,
} from "../rows/targets.ts";
import type { Reading, Work } from "../work/work.ts";

const EARLY = `select key, tenant, event from ${KEPT_OF} and is_revoke = 0`;
const SEEN = `select key, tenant, source, source_id from ${KEPT_OF}`;

type EarlyRow = StoredRow<never, "key" | "tenant", "event">;

export async function acknowledged(
  { context, sql }: Reading,
  targets: readonly AcknowledgeTarget[],
): Promise<readonly boolean[]> {
  const people = new Targets(context.versions);
  await people.need(sql, targets);
  const unknown = targets.flatMap((target) => ("key" in target && people.of(target).length === 0 ? target.key : []));
  const early = unknown.length === 0 ? [] : await sql.all<EarlyRow>(EARLY, [...new Set(unknown)]);
  return targets.map((target) => {
    const found = people.of(target);
    if (found.length > 0) return found.some(({ state }) => state === STATE.acknowledged);
    return early.some(({ key, tenant, event }) => {
      const isOfPerson = "key" in target && key === target.key && tenant === target.tenant;
      return isOfPerson && (event === null || target.on === undefined || event === target.on);
    });
  });
}

/** Records answers in any state of the enrollment. Items about locked or unknown recipients wait. */
export async function acknowledge(
  work: Work,
  items: readonly AcknowledgeItem[],
  waits: boolean,
): Promise<readonly (AcknowledgeAnswer | Deferral)[]> {
  const wanted = await look(work, items);
  const ids = wanted.flatMap((rows) => rows ?? []);
  await work.rows.lock(ids, { skipLocked: !waits });
  const places = items.map((item, place) => findHeld(work, item, wanted[place], waits));
  const inbound = await prepare(work, items, places);
  return items.map((item, place) => {
    if (!isUsableAnswer(item)) return BAD_ANSWER;
    const rows = places[place] ?? [];
    if (typeof rows === "string") return rows;
    return rows.length === 0 ? UNKNOWN_RECIPIENT : acknowledgeAll(inbound, rows, item);
  });
}

/** Records answers of unknown recipients. Enrollment waits, so that new enrollments find these answers. */
export async function acknowledgeEarly(
  work: Work,
  items: readonly AcknowledgeItem[],
): Promise<readonly AcknowledgeAnswer[]> {
  await work.context.driver.holdArrivals(work.sql, "alone");
  const wanted = await look(work, items);
  await work.rows.lock(wanted.flatMap((rows) => rows ?? []));
  const places = wanted.map((ids) => (ids ?? []).flatMap((id) => work.rows.get(id) ?? []));
  const keys = new Set(items.flatMap(({ target }) => ("key" in target ? target.key : [])));
  const seen = new Set((await work.sql.rows(SEEN, [...keys])).map((row) => JSON.stringify(row)));
  await work.strings.need(items.map(({ answer }) => answer));
  const inbound = await prepare(work, items, places);
  await inbound.needAckIds(items.length);
  const named = ({ target }: AcknowledgeItem) => ("key" in target ? target : {});
  const isNew = ({ target, source, sourceId }: AcknowledgeItem): boolean => {
    if (!("key" in target)) return false;
    const [before, name] = [seen.size, JSON.stringify([target.key, target.tenant, source, sourceId])];
    return seen.add(name).size > before;
  };
  const wasForgotten = await forgottenAmong(work.sql, items.map(named));
  return items.map((item, place) => {
    const rows = places[place] ?? [];
    if (wasForgotten(named(item))) return FORGOTTEN_ANSWER;
    const isKept = isAboutMore(item, rows, work.now) && isNew(item);
    if (isKept) {
      const stored = { ...answerPlace(item), id: inbound.nextAckId(), enrollment: 0 };
      insertAcknowledgement(work, toAnswerFact(item, answeredAt(work)), stored);
    }
    if (rows.length > 0) return acknowledgeAll(inbound, rows, item);
    return { status: isKept ? "waiting" : "duplicate", enrollments: [] };
  });
}

async function look(
  work: Work,
  items: readonly AcknowledgeItem[],
): Promise<readonly (readonly number[] | undefined)[]> {
  const targets = new Targets(work.context.versions);
  const usable = items.filter(isUsableAnswer);
  await targets.need(work.sql, pluck(usable, "target"));
  return items.map((item) =>
    isUsableAnswer(item) ? pluck(targets.of(item.target, happenedAt(item, work.now)), "id") : undefined,
  );
}

function findHeld(
  work: Work,
  item: AcknowledgeItem,
  ids: readonly number[] | undefined,
  waits: boolean,
): HotRow[] | Deferral {
  if (ids === undefined) return [];
  const rows = ids.flatMap((id) => work.rows.get(id) ?? []);
  if (rows.length < ids.length && !waits) return "locked";
  return "key" in item.target && isAboutMore(item, rows, work.now) ? "early" : rows;
}

async function prepare(
  work: Work,
  items: readonly AcknowledgeItem[],
  places: readonly (readonly HotRow[] | Deferral)[],
): Promise<InboundBatch> {
  const inbound = new InboundBatch(work);
  const held = places.map((rows) => (typeof rows === "string" ? [] : rows));
  const words = items.flatMap(({ answer }, place) =>
    (held[place] ?? []).some((row) => answerEffect(work.version(row).plan, answer)) ? answer : [],
  );
  const vias = items.flatMap(({ via }, place) => (via === undefined ? [] : (held[place] ?? [])));
  await work.strings.need(words);
  await work.answers.need(held.flat());
  await inbound.holders.needPeople(vias);
  await inbound.needAckIds(held.flat().length);
  return inbound;
}

/** If an item concerns several enrollments, its result is the first entry of this list that one of them has. */
const ORDER: readonly AcknowledgeAnswer["status"][] = ["recorded", "late", "too-weak", "duplicate", "refused"];

function acknowledgeAll(inbound: InboundBatch, rows: readonly HotRow[], item: AcknowledgeItem): AcknowledgeAnswer {
  const answers = rows.map((row) => acknowledgeRow(inbound, row, item));
  const best = answers.reduce((a, b) => (ORDER.indexOf(b.status) < ORDER.indexOf(a.status) ? b : a));
  return { ...best, enrollments: pluck(rows, "id") };
}
