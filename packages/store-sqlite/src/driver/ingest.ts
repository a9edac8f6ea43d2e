import type { AcknowledgeAnswer, AcknowledgeItem, RecordAnswer, RecordItem } from "@relance/spec";
import {
  acknowledge,
  acknowledgeEarly,
  asGroup,
  BAD_ANSWER,
  record,
  recordReplies,
  sorted,
  type Transactions,
  UNREADABLE,
  type Work,
} from "@relance/store";

/** Stores what came in; a batch that is refused as a whole is halved until the guilty stand alone. */
export function recordAll(
  transactions: Transactions,
  items: readonly RecordItem[],
): Promise<readonly RecordAnswer[]> {
  return asGroup(items, (group) => transactions.write((work) => recordGroup(work, group)), UNREADABLE);
}

async function recordGroup(work: Work, items: readonly RecordItem[]): Promise<readonly RecordAnswer[]> {
  const { reported, replied, answersOf } = sorted(items);
  const stored = reported.length === 0 ? [] : await record(work, reported);
  if (replied.length === 0) return answersOf(stored, []);
  await work.flush(); // a reply may be about a message that was reported on just now
  const heard = await recordReplies(work, replied, true);
  return answersOf(
    stored,
    heard.map((answer) => (typeof answer === "string" ? UNREADABLE : answer)),
  );
}

/** Records what people answered. */
export function acknowledgeAll(
  transactions: Transactions,
  items: readonly AcknowledgeItem[],
): Promise<readonly AcknowledgeAnswer[]> {
  return asGroup(items, (group) => transactions.write((work) => acknowledgeGroup(work, group)), BAD_ANSWER);
}

async function acknowledgeGroup(
  work: Work,
  items: readonly AcknowledgeItem[],
): Promise<readonly AcknowledgeAnswer[]> {
  const answers = await acknowledge(work, items, true);
  const early = items.filter((_, place) => answers[place] === "early");
  if (early.length > 0) await work.flush();
  const kept = (early.length === 0 ? [] : await acknowledgeEarly(work, early)).values();
  return answers.map((answer) => (typeof answer === "string" ? (kept.next().value ?? BAD_ANSWER) : answer));
}
