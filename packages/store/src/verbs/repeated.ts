import {
  type AcknowledgeAnswer,
  type AcknowledgeItem,
  type BatchAnswer,
  type ClaimAnswer,
  type ClaimRequest,
  type RecordAnswer,
  type RecordItem,
  StoreError,
} from "@relance/spec";
import { isReadable, type ReportEntry, UNREADABLE } from "../rows/inbox-facts.ts";
import { BAD_ANSWER } from "../rows/targets.ts";
import type { Opening, Transactions, Work } from "../work/work.ts";
import { acknowledge, acknowledgeEarly } from "./acknowledge.ts";
import { claim, openClaim } from "./claim.ts";
import { FAILED_FOLD, fold } from "./fold.ts";
import { record } from "./record.ts";
import { type ReplyEntry, recordReplies } from "./record-replies.ts";

/** After this many rounds, a claim no longer waits for requests that arrive in the meantime. */
const ROUNDS = 3;

/** Claims recipients after `carryOut` has applied the callers' committed requests, because some may be answers. */
export async function claimBehind(
  transactions: Transactions,
  request: ClaimRequest,
  carryOut?: () => Promise<unknown>,
): Promise<ClaimAnswer> {
  const opening: Opening = ({ attemptIds }, sql) => openClaim(sql, request, attemptIds);
  for (let round = 1; ; round++) {
    const isLast = carryOut === undefined || round === ROUNDS;
    const claimed = await transactions.write((work) => claim(work, request, isLast), { opening });
    if (claimed !== undefined) return claimed;
    await carryOut?.();
  }
}

export function recordAll(transactions: Transactions, items: readonly RecordItem[]): Promise<readonly RecordAnswer[]> {
  return asGroup(items, (group) => transactions.write((work) => recordGroup(work, group)), UNREADABLE);
}

async function recordGroup(work: Work, items: readonly RecordItem[]): Promise<readonly RecordAnswer[]> {
  const { reported, replied, answersOf } = sorted(items);
  const stored = reported.length === 0 ? [] : await record(work, reported);
  if (replied.length === 0) return answersOf(stored, []);
  await work.flush(); // a reply may concern a message that this batch reported
  const replies = await recordReplies(work, replied, true);
  const answers = replies.map((answer) => (typeof answer === "string" ? UNREADABLE : answer));
  return answersOf(stored, answers);
}

export function acknowledgeAll(
  transactions: Transactions,
  items: readonly AcknowledgeItem[],
): Promise<readonly AcknowledgeAnswer[]> {
  return asGroup(items, (group) => transactions.write((work) => acknowledgeGroup(work, group)), BAD_ANSWER);
}

export async function acknowledgeGroup(
  work: Work,
  items: readonly AcknowledgeItem[],
): Promise<readonly AcknowledgeAnswer[]> {
  const answers = await acknowledge(work, items, true);
  const early = items.filter((_, place) => answers[place] === "early");
  if (early.length > 0) await work.flush();
  const kept = (early.length === 0 ? [] : await acknowledgeEarly(work, early)).values();
  return answers.map((answer) => (typeof answer === "string" ? (kept.next().value ?? BAD_ANSWER) : answer));
}

/** Applies stored items. A failed item does not stop the others. After three tries it is set aside. */
export async function foldItems(transactions: Transactions, limit?: 1): Promise<BatchAnswer> {
  try {
    return await transactions.write((work) => fold(work, limit));
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (limit === undefined) return foldItems(transactions, 1);
    return transactions.write(async (work) => {
      await work.sql.run(FAILED_FOLD);
      return { moved: 0, more: true, now: work.now };
    });
  }
}

export function sorted(items: readonly RecordItem[]): {
  readonly reported: readonly ReportEntry[];
  readonly replied: readonly ReplyEntry[];
  readonly answersOf: (stored: readonly RecordAnswer[], answered: readonly RecordAnswer[]) => readonly RecordAnswer[];
} {
  const reported: ReportEntry[] = [];
  const replied: ReplyEntry[] = [];
  const kinds = items.map((entry) => {
    if (!isReadable(entry)) return undefined;
    const { item, ...rest } = entry;
    if (item.type === "reply") replied.push({ ...rest, item });
    else reported.push({ ...rest, item });
    return item.type;
  });
  return {
    reported,
    replied,
    answersOf(stored, answered) {
      const [reports, replies] = [stored.values(), answered.values()];
      return kinds.map((kind) => {
        if (kind === undefined) return UNREADABLE;
        return (kind === "reply" ? replies : reports).next().value ?? UNREADABLE;
      });
    },
  };
}

/** If a batch is refused, halves it until the bad items are isolated. Errors of the store itself are thrown. */
export async function asGroup<Item, Answer>(
  items: readonly Item[],
  run: (group: readonly Item[]) => Promise<readonly Answer[]>,
  refused: Answer,
): Promise<readonly Answer[]> {
  if (items.length === 0) return [];
  try {
    return await run(items);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (items.length === 1) return [refused];
    const middle = items.length >>> 1;
    const first = await asGroup(items.slice(0, middle), run, refused);
    return [...first, ...(await asGroup(items.slice(middle), run, refused))];
  }
}
