import { answerEffect } from "@relance/rules";
import type { AcknowledgeAnswer, AcknowledgeItem } from "@relance/spec";
import { type HotRow, isStorable } from "@relance/store-kit";
import { acknowledgeRow, factOf, placeOf, type RowAnswer } from "../answers/acknowledge-row.ts";
import { insertAcknowledgement } from "../answers/acknowledging.ts";
import { EarlyNames } from "../answers/early-names.ts";
import { Targets } from "../answers/targets.ts";
import { excludeArrivals } from "../inbox/arrivals.ts";
import type { Aside } from "../inbox/aside.ts";
import { Hearing } from "../inbox/hearing.ts";
import { buriedAmong, isBuried } from "../people/tombstones.ts";
import type { Work } from "../transaction/work.ts";

/** Longest name of a person, a source or one of its facts. */
const MAX_ID = 500;

/** What counts most when one fact concerns several enrollments. */
const ORDER: readonly RowAnswer["status"][] = ["recorded", "late", "too-weak", "duplicate", "refused"];

export const BAD_ITEM: AcknowledgeAnswer = { status: "refused", code: "message/bad-text", enrollments: [] };
const BURIED: AcknowledgeAnswer = { status: "refused", code: "message/forgotten", enrollments: [] };
const UNKNOWN: AcknowledgeAnswer = { status: "refused", code: "message/unknown-person", enrollments: [] };

/**
 * Records what people answered: once, in every state, before or after anything else (R6, R8). Waits for nobody: whoever
 * is held by others is put aside, and so is what concerns people who are not enrolled.
 */
export async function acknowledge(
  work: Work,
  items: readonly AcknowledgeItem[],
  waits: boolean,
): Promise<readonly (AcknowledgeAnswer | Aside)[]> {
  const wanted = await look(work, items);
  const ids = wanted.flatMap((rows) => rows ?? []);
  await work.rows.lock(ids, { skipLocked: !waits });
  const places = items.map((item, place) => heldOf(work, item, wanted[place], waits));
  const hearing = await prepare(work, items, places);
  return items.map((item, place) => {
    if (!isUsable(item)) return BAD_ITEM;
    const rows = places[place] ?? [];
    if (typeof rows === "string") return rows;
    return rows.length === 0 ? UNKNOWN : acknowledgeAll(hearing, rows, item);
  });
}

/**
 * The same for facts that may have to be kept until somebody is enrolled. Nobody can be enrolled unseen meanwhile, so
 * that one of the two finds the other.
 */
export async function acknowledgeEarly(
  work: Work,
  items: readonly AcknowledgeItem[],
): Promise<readonly AcknowledgeAnswer[]> {
  await excludeArrivals(work);
  const wanted = await look(work, items);
  await work.rows.lock(wanted.flatMap((rows) => rows ?? []));
  const places = wanted.map((ids) => (ids ?? []).flatMap((id) => work.rows.get(id) ?? []));
  const early = new EarlyNames();
  await early.need(work, items);
  await work.words.need(items.map(({ answer }) => answer));
  const hearing = await prepare(work, items, places);
  await hearing.needAckIds(items.length);
  const buried = await buriedAmong(work.sql, items.flatMap(tombstonesOf));
  return items.map((item, place) => {
    const rows = places[place] ?? [];
    if (isBuried(buried, tombstonesOf(item))) return BURIED;
    const isKept = isAboutMore(work, item, rows) && early.add(item);
    if (isKept) keep(hearing, item);
    if (rows.length > 0) return acknowledgeAll(hearing, rows, item);
    return { status: isKept ? "waiting" : "duplicate", enrollments: [] };
  });
}

function tombstonesOf({ target }: AcknowledgeItem): readonly string[] {
  return "key" in target ? (target.tombstones ?? []) : [];
}

function keep(hearing: Hearing, item: AcknowledgeItem): void {
  const { work } = hearing;
  const place = { ...placeOf(item), id: hearing.nextAckId(), enrollment: 0, late: false };
  insertAcknowledgement(work, factOf(item, work.now), place);
}

/** The people of each item, not held yet; `undefined` for what cannot be used. */
async function look(
  work: Work,
  items: readonly AcknowledgeItem[],
): Promise<readonly (readonly number[] | undefined)[]> {
  const targets = new Targets(work.context.versions);
  const usable = items.filter(isUsable);
  await targets.need(
    work.sql,
    usable.map(({ target }) => target),
  );
  return items.map((item) =>
    isUsable(item) ? targets.of(item.target, happenedAt(work, item)).map(({ id }) => id) : undefined,
  );
}

function happenedAt(work: Work, { method, occurredAt }: AcknowledgeItem): number | undefined {
  return method === "event" ? Math.trunc(occurredAt ?? work.now) : undefined;
}

function heldOf(
  work: Work,
  item: AcknowledgeItem,
  ids: readonly number[] | undefined,
  waits: boolean,
): HotRow[] | Aside {
  if (ids === undefined) return [];
  const rows = ids.flatMap((id) => work.rows.get(id) ?? []);
  if (rows.length < ids.length && !waits) return "locked";
  return "key" in item.target && isAboutMore(work, item, rows) ? "early" : rows;
}

/**
 * Perhaps it is about a matter in which the person is not enrolled yet: it came too late for all that there is, or it takes
 * back what was kept for such a matter.
 */
function isAboutMore(work: Work, item: AcknowledgeItem, rows: readonly HotRow[]): boolean {
  const at = happenedAt(work, item);
  if (rows.length === 0) return true;
  return at !== undefined && (item.revoke === true || rows.every(({ deadline }) => at > deadline));
}

/** Everything that deciding about these people asks for. */
async function prepare(
  work: Work,
  items: readonly AcknowledgeItem[],
  places: readonly (readonly HotRow[] | Aside)[],
): Promise<Hearing> {
  const hearing = new Hearing(work);
  const held = places.map((rows) => (typeof rows === "string" ? [] : rows));
  const words = items.flatMap(({ answer }, place) =>
    (held[place] ?? []).some((row) => answerEffect(work.version(row).plan, answer)) ? answer : [],
  );
  const vias = items.flatMap(({ via }, place) => (via === undefined ? [] : (held[place] ?? [])));
  await work.words.need(words);
  await work.answers.need(held.flat());
  await hearing.holders.needPeople(vias);
  await hearing.needAckIds(held.flat().length);
  return hearing;
}

function acknowledgeAll(hearing: Hearing, rows: readonly HotRow[], item: AcknowledgeItem): AcknowledgeAnswer {
  const answers = rows.map((row) => acknowledgeRow(hearing, row, item));
  const best = answers.reduce((a, b) => (ORDER.indexOf(b.status) < ORDER.indexOf(a.status) ? b : a));
  const { status, code, state } = best;
  return { status, code, state, enrollments: rows.map(({ id }) => id) };
}

function isUsable({ target, source, sourceId, occurredAt, via }: AcknowledgeItem): boolean {
  const key = "key" in target ? target.key : undefined;
  const isInstant = occurredAt === undefined || Number.isFinite(occurredAt);
  return isInstant && [key, source, sourceId, via].every((text) => isStorable(text, MAX_ID));
}
