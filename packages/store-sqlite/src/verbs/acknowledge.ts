import type { AcknowledgeAnswer, AcknowledgeItem, AcknowledgeTarget } from "@relance/spec";
import { type HotRow, isStorable } from "@relance/store-kit";
import { acknowledgeRow, insertAcknowledgement, type RowAnswer } from "../answers/acknowledge-row.ts";
import { strengthNumber } from "../answers/acknowledging.ts";
import { targetsOf } from "../answers/targets.ts";
import { readHot } from "../people/row.ts";
import { isBuried } from "../people/tombstones.ts";
import type { Work } from "../transaction/work.ts";

const EARLY = `select 1 from acknowledgements where enrollment = 0 and key = ? and tenant = ? and source = ?
  and source_id = ? limit 1`;

const BURIED: AcknowledgeAnswer = { status: "refused", code: "message/forgotten", enrollments: [] };

/** Longest name of a person, a source or one of its facts. */
const MAX_ID = 500;

/** What counts most when one fact concerns several enrollments. */
const ORDER: readonly RowAnswer["status"][] = ["recorded", "late", "too-weak", "duplicate", "refused"];

/** Records what people answered: once, in every state, before or after anything else (R6, R8). */
export function acknowledge(work: Work, items: readonly AcknowledgeItem[]): readonly AcknowledgeAnswer[] {
  return items.map((item) => acknowledgeOne(work, item));
}

function acknowledgeOne(work: Work, item: AcknowledgeItem): AcknowledgeAnswer {
  if (!isUsable(item)) return { status: "refused", code: "message/bad-text", enrollments: [] };
  if ("key" in item.target && isBuried(work, item.target.tombstones?.join(" ") ?? "")) return BURIED;
  const happenedAt = item.method === "event" ? Math.trunc(item.occurredAt ?? work.now) : undefined;
  const rows = targetsOf(work.context, item.target, happenedAt).flatMap((id) => readHot(work.sql, id) ?? []);
  if (rows.length === 0) return keepEarly(work, item);
  if (isAboutMore(item, happenedAt, rows)) keepEarly(work, item);
  const answers = rows.map((row) => acknowledgeRow(work, row, item));
  const best = answers.reduce((a, b) => (ORDER.indexOf(b.status) < ORDER.indexOf(a.status) ? b : a));
  const { status, code, state } = best;
  return { status, code, state, enrollments: rows.map(({ id }) => id) };
}

/**
 * Perhaps it is about a matter in which the person is not enrolled yet: it came too late for all that there is, or it takes
 * back what was kept for such a matter.
 */
function isAboutMore(
  item: AcknowledgeItem,
  happenedAt: number | undefined,
  rows: readonly HotRow[],
): boolean {
  if (happenedAt === undefined) return false;
  return item.revoke === true || rows.every(({ deadline }) => happenedAt > deadline);
}

/** Nobody of that key is enrolled yet: kept, and applied at enrollment. */
function keepEarly(work: Work, item: AcknowledgeItem): AcknowledgeAnswer {
  if ("enrollment" in item.target)
    return { status: "refused", code: "message/unknown-person", enrollments: [] };
  const { key, tenant } = item.target;
  if (work.sql.row(EARLY, key, tenant, item.source, item.sourceId) !== undefined)
    return { status: "duplicate", enrollments: [] };
  insertAcknowledgement(work, item, {
    enrollment: 0,
    prev: 0,
    late: false,
    strength: strengthNumber(item.strength),
    occurredAt: Math.trunc(item.occurredAt ?? work.now),
    revoke: item.revoke ?? false,
    wrongFactor: false,
  });
  return { status: "waiting", enrollments: [] };
}

function isUsable({ target, source, sourceId, occurredAt, via }: AcknowledgeItem): boolean {
  const key = "key" in target ? target.key : undefined;
  const isInstant = occurredAt === undefined || Number.isFinite(occurredAt);
  return isInstant && [key, source, sourceId, via].every((text) => isStorable(text, MAX_ID));
}

/** Which of these are acknowledged, by whatever source. */
export function acknowledged(
  context: Work["context"],
  targets: readonly AcknowledgeTarget[],
): readonly boolean[] {
  return targets.map((target) => {
    const ids = targetsOf(context, target);
    if (ids.length === 0) return "key" in target && hasEarly(context, target);
    return ids.some(
      (id) => context.sql.row("select 1 from enrollments where id = ? and state = 2", id) !== undefined,
    );
  });
}

const WAITING = `select 1 from acknowledgements a where enrollment = 0 and key = ? and tenant = ? and is_revoke = 0
  and (event is null or ? is null or event = ?) limit 1`;

function hasEarly({ sql }: Work["context"], target: Extract<AcknowledgeTarget, { key: string }>): boolean {
  const on = target.on ?? null;
  return sql.row(WAITING, target.key, target.tenant, on, on) !== undefined;
}
