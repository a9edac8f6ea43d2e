import { STRENGTH } from "@relance/rules";
import type { AcknowledgeAnswer, AcknowledgeItem, AcknowledgeTarget } from "@relance/spec";
import {
  answerForAll,
  BAD_ANSWER,
  BURIED_ANSWER,
  happenedAt,
  isAboutMore,
  isUsableAnswer,
  UNKNOWN_PERSON,
} from "@relance/store";
import { acknowledgeRow, insertAcknowledgement } from "../answers/acknowledge-row.ts";
import { targetsOf } from "../answers/targets.ts";
import { answeredAt } from "../due/clock-step.ts";
import { readHot } from "../people/row.ts";
import { isBuried } from "../people/tombstones.ts";
import type { Work } from "../transaction/work.ts";

const EARLY = `select 1 from acknowledgements where enrollment = 0 and key = ? and tenant = ? and source = ?
  and source_id = ? limit 1`;

/** Records what people answered: once, in every state, before or after anything else (R6, R8). */
export function acknowledge(work: Work, items: readonly AcknowledgeItem[]): readonly AcknowledgeAnswer[] {
  return items.map((item) => acknowledgeOne(work, item));
}

function acknowledgeOne(work: Work, item: AcknowledgeItem): AcknowledgeAnswer {
  if (!isUsableAnswer(item)) return BAD_ANSWER;
  if ("key" in item.target && isBuried(work, item.target.tombstones?.join(" ") ?? "")) return BURIED_ANSWER;
  const ids = targetsOf(work.context, item.target, happenedAt(item, work.now));
  const rows = ids.flatMap((id) => readHot(work.sql, id) ?? []);
  if (rows.length === 0) return keepEarly(work, item);
  if (isAboutMore(item, rows, work.now)) keepEarly(work, item);
  return answerForAll(
    rows,
    rows.map((row) => acknowledgeRow(work, row, item)),
  );
}

/** Nobody of that key is enrolled yet: kept, and applied at enrollment. */
function keepEarly(work: Work, item: AcknowledgeItem): AcknowledgeAnswer {
  if ("enrollment" in item.target) return UNKNOWN_PERSON;
  const { key, tenant } = item.target;
  if (work.sql.row(EARLY, key, tenant, item.source, item.sourceId) !== undefined)
    return { status: "duplicate", enrollments: [] };
  const receivedAt = answeredAt(work);
  insertAcknowledgement(work, item, {
    enrollment: 0,
    prev: 0,
    late: false,
    strength: STRENGTH[item.strength],
    occurredAt: Math.trunc(item.occurredAt ?? receivedAt),
    receivedAt,
    revoke: item.revoke ?? false,
    wrongFactor: false,
  });
  return { status: "waiting", enrollments: [] };
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
