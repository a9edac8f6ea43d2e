import { FLAG, takesBack } from "@relance/rules";
import { CAUSES, dateOf, EVENT_KINDS, type Person, QUALITIES, type TimelineEntry } from "@relance/spec";
import { isForgotten, replyRow, type StoredReply } from "@relance/store";
import { SELECT_REPLY } from "../inbox/reply-rows.ts";
import { signalsOf } from "../inbox/signals.ts";
import { listedRow, SELECT_PERSON, type StoredPerson } from "../people/people.ts";
import type { StoreContext } from "../transaction/context.ts";

const BY_ID = `${SELECT_PERSON} where e.id = ?`;
const BY_KEY = `${SELECT_PERSON} where p.key = ? and p.campaign = ?`;

const REPLIES = `${SELECT_REPLY} where r.enrollment = ? order by r.id desc limit ?`;

const EVENT = "select kind, at, attempt, step, provider, cause, extra, prev from events where id = ?";
const ERROR = "select error, vendor_error as vendor from attempts where id = ?";

interface EventRow {
  readonly kind: number;
  readonly at: number;
  readonly attempt: number;
  readonly step: number;
  readonly provider: number;
  readonly cause: number;
  readonly extra: number;
  readonly prev: number;
}

const FAILED: ReadonlySet<string> = new Set(["attempt.rejected", "attempt.deferred", "attempt.uncertain"]);

/** Most messages of one person that are shown, the latest. */
const MAX_REPLIES = 100;
/** Most entries of one timeline; nobody has more unless something repeats for ever. */
const MAX_TIMELINE = 1_000;

export type PersonTarget =
  | { readonly enrollment: number }
  | { readonly campaign: number; readonly key: string };

/** One person with everything that happened, oldest first. */
export function read(context: StoreContext, target: PersonTarget): Person | undefined {
  const { sql, words } = context;
  const row =
    "enrollment" in target
      ? sql.one<StoredPerson>(BY_ID, target.enrollment)
      : sql.one<StoredPerson>(BY_KEY, target.key, target.campaign);
  if (row === undefined) return undefined;
  const now = context.clocks.now();
  const answers = answersOf(context, row.lastAck);
  return {
    ...listedRow(context, row),
    state: listedRow(context, row).state as Person["state"],
    deadline: dateOf(row.deadline),
    deadlinePassed: now > row.deadline,
    readAt: dateOf(now),
    campaign: row.campaign,
    version: row.version,
    variables: JSON.parse(row.variables) as Record<string, unknown>,
    locale: row.locale ?? undefined,
    timezone: row.timezone ?? undefined,
    answer: answers.best === 0 ? undefined : words.wordOf(answers.best),
    lastAnswer: answers.last === 0 ? undefined : words.wordOf(answers.last),
    wrongFactors: answers.wrongFactors,
    late: (row.flags & FLAG.late) !== 0,
    isForgotten: isForgotten(row),
    code: row.code === 0 ? "" : String(row.code),
    timeline: timeline(context, row.lastEvent),
    signals: signalsOf(context, row.lastAttempt),
    replies: sql.all<StoredReply>(REPLIES, row.id, MAX_REPLIES).map(replyRow).reverse(),
  };
}

interface AnswerRow {
  readonly answer: number;
  readonly strength: number;
  readonly source: string;
  readonly isRevoke: number;
  readonly wrongFactor: number;
  readonly prev: number;
}

const ANSWER = `select answer, strength, source, is_revoke as isRevoke, wrong_factor as wrongFactor, prev
  from acknowledgements where id = ?`;

/** Of the answers that were not taken back, the strongest (the latest of equals) and the last; words, 0 = none. */
function answersOf(
  { sql }: StoreContext,
  newest: number,
): { readonly best: number; readonly last: number; readonly wrongFactors: number } {
  let best = { answer: 0, strength: 0 };
  let last = 0;
  let wrongFactors = 0;
  const revoked = new Set<string>();
  for (let id = newest; id !== 0; ) {
    const row = sql.one<AnswerRow>(ANSWER, id);
    if (row === undefined) break;
    wrongFactors += row.wrongFactor;
    if (row.isRevoke === 1) revoked.add(row.source);
    else if (![...revoked].some((by) => takesBack(by, row.source))) {
      if (last === 0) last = row.answer;
      if (row.strength > best.strength) best = row;
    }
    id = row.prev;
  }
  return { best: best.answer, last, wrongFactors };
}

function timeline(context: StoreContext, last: number): TimelineEntry[] {
  const { sql, words, attemptIds } = context;
  const entries: TimelineEntry[] = [];
  for (let id = last; id !== 0 && entries.length < MAX_TIMELINE; ) {
    const row = sql.one<EventRow>(EVENT, id);
    if (row === undefined) break; // older than what is kept
    const type = EVENT_KINDS[row.kind] ?? "enrollment.enrolled";
    const error = FAILED.has(type) ? errorOf(context, row.attempt) : undefined;
    const isSaid = row.extra !== 0; // by a witness about an attempt, by the person about the rest
    const said = row.attempt === 0 ? (id: number) => words.wordOf(id) : witness;
    const detail = error ?? (isSaid ? said(row.extra) : undefined);
    entries.push({
      at: dateOf(row.at),
      type,
      attemptId: row.attempt === 0 ? undefined : attemptIds.idOf(row.attempt),
      provider: row.provider === 0 ? undefined : words.wordOf(row.provider),
      step: row.step,
      cause: row.cause === 0 ? undefined : CAUSES[row.cause],
      detail,
    });
    id = row.prev;
  }
  return entries.reverse();
}

/** Who reported it. */
function witness(quality: number): string | undefined {
  return QUALITIES[quality];
}

/** Why it was not taken, in our words and in the far end's. */
function errorOf({ sql, words }: StoreContext, attempt: number): string | undefined {
  const row = sql.one<{ error: number | null; vendor: number | null }>(ERROR, attempt);
  const parts = [row?.error, row?.vendor].filter((word) => typeof word === "number");
  return parts.length === 0 ? undefined : parts.map((word) => words.wordOf(word)).join(" ");
}
