import { FLAG } from "@relance/rules";
import { dateOf, ENROLLMENT_STATES, type Person } from "@relance/spec";
import { answersOf } from "../answers/answers-of.ts";
import { replyRow, type StoredReply } from "../inbox/reply-row.ts";
import { SELECT_REPLY } from "../inbox/reply-rows.ts";
import { signalsOf } from "../inbox/signals.ts";
import { isForgotten } from "../people/forgotten.ts";
import { listedRow, type PersonWithAttempt, SELECT_PERSON } from "../people/recipient-row.ts";
import { timelineOf } from "../people/timeline.ts";
import type { Reading } from "../transaction/reading.ts";

/** Most messages of one person that are shown, the latest. */
const MAX_REPLIES = 100;

const BY_ID = `${SELECT_PERSON} where p.id = $1`;
const BY_KEY = `${SELECT_PERSON} where p.key = $1 and p.campaign = $2`;
const REPLIES = `${SELECT_REPLY} where r.enrollment = $1 order by r.id desc limit ${MAX_REPLIES}`;

export type PersonTarget =
  | { readonly enrollment: number }
  | { readonly campaign: number; readonly key: string };

/** One person with everything that happened, oldest first. */
export async function read(reading: Reading, target: PersonTarget): Promise<Person | undefined> {
  const { sql, now } = reading;
  const row =
    "enrollment" in target
      ? await sql.one<PersonWithAttempt>(BY_ID, target.enrollment)
      : await sql.one<PersonWithAttempt>(BY_KEY, target.key, target.campaign);
  if (row === undefined) return undefined;
  const answers = await answersOf(sql, row.id);
  const replies = await sql.all<StoredReply>(REPLIES, row.id);
  return {
    ...listedRow(row, reading.context.attemptIds),
    state: ENROLLMENT_STATES[row.state] ?? "pending",
    deadline: dateOf(row.deadline),
    deadlinePassed: now > row.deadline,
    readAt: dateOf(now),
    campaign: row.campaign,
    version: row.version,
    variables: JSON.parse(row.variables) as Record<string, unknown>,
    locale: row.locale ?? undefined,
    timezone: row.timezone ?? undefined,
    answer: answers.best,
    lastAnswer: answers.last,
    wrongFactors: answers.wrongFactors,
    late: (row.flags & FLAG.late) !== 0,
    isForgotten: isForgotten(row),
    code: row.code === 0 ? "" : String(row.code),
    timeline: await timelineOf(reading, row.lastEvent),
    signals: await signalsOf(reading, row.lastAttempt),
    replies: replies.map(replyRow).reverse(),
  };
}
