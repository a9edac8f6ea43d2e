import {
  type AcknowledgeAnswer,
  type AcknowledgeItem,
  type RecordAnswer,
  type RecordItem,
  StoreError,
} from "@relance/spec";
import { asGroup } from "./as-group.ts";
import { Group } from "./group.ts";
import { isReadable } from "./readable.ts";
import type { Storage } from "./storage.ts";
import { type Aside, acknowledge, acknowledgeEarly, BAD_ITEM } from "./verbs/acknowledge.ts";
import { type ReportEntry, record } from "./verbs/record.ts";
import { type ReplyEntry, recordReplies } from "./verbs/record-replies.ts";

/** Ingest beyond this is refused, so that the far end repeats instead of being told "received" (R6b). */
const INGEST = { maxItems: 5_000, maxGroup: 512, maxWaitMs: 1_000 };
/** Bulk acknowledgements through the API come in thousands. */
const ANSWERS = { maxItems: 50_000, maxGroup: 1_024, maxWaitMs: 1_000 };

/** Whoever holds a person's row is waited for this long, so many times. */
const LOCK_MS = 500;
const TRIES = 10;

const REFUSED: RecordAnswer = { status: "refused", fold: "quarantined", code: "webhook/unreadable" };

/** What comes in, many calls in one transaction: what arrives while one commit runs is the next. */
export interface Ingest {
  record(items: readonly RecordItem[]): Promise<readonly RecordAnswer[]>;
  acknowledge(items: readonly AcknowledgeItem[]): Promise<readonly AcknowledgeAnswer[]>;
}

export function ingestOf(storage: () => Storage): Ingest {
  const records = new Group((items: readonly RecordItem[]) => recordAll(storage(), items), INGEST);
  const answers = new Group((items: readonly AcknowledgeItem[]) => acknowledgeAll(storage(), items), ANSWERS);
  return {
    record: async (items) => records.add(items),
    acknowledge: async (items) => answers.add(items),
  };
}

/** Reports wait for nobody, replies for whom they concern: each kind is a transaction of its own. */
async function recordAll(storage: Storage, items: readonly RecordItem[]): Promise<readonly RecordAnswer[]> {
  const answers: RecordAnswer[] = items.map(() => REFUSED);
  const reports: (ReportEntry & { readonly place: number })[] = [];
  const replies: (ReplyEntry & { readonly place: number })[] = [];
  items.forEach((entry, place) => {
    if (!isReadable(entry)) return;
    const { item, ...rest } = entry;
    if (item.type === "reply") replies.push({ ...rest, item, place });
    else reports.push({ ...rest, item, place });
  });
  const stored = await asGroup(reports, (group) => storage.write((work) => record(work, group)), REFUSED);
  const heard = await asGroup(
    replies,
    (group) => storage.write((work) => recordReplies(work, group)),
    REFUSED,
  );
  for (const [entries, results] of [[reports, stored] as const, [replies, heard] as const]) {
    entries.forEach(({ place }, index) => {
      answers[place] = results[index] ?? REFUSED;
    });
  }
  return answers;
}

/** First all who are free, then those whom others hold, then what concerns people who are not enrolled. */
export async function acknowledgeAll(
  storage: Storage,
  items: readonly AcknowledgeItem[],
): Promise<readonly AcknowledgeAnswer[]> {
  const free = await asGroup<AcknowledgeItem, AcknowledgeAnswer | Aside>(
    items,
    (group) => storage.write((work) => acknowledge(work, group, false)),
    BAD_ITEM,
  );
  const waited = await again(items, free, "locked", (group) =>
    patiently(() => storage.write((work) => acknowledge(work, group, true), { lockMs: LOCK_MS })),
  );
  const all = await again(items, waited, "early", (group) =>
    patiently(() => storage.write((work) => acknowledgeEarly(work, group), { lockMs: LOCK_MS })),
  );
  return all.map((answer) => (typeof answer === "string" ? BAD_ITEM : answer));
}

/** Runs those that were put aside for one reason once more, and puts their answers in place. */
async function again(
  items: readonly AcknowledgeItem[],
  answers: readonly (AcknowledgeAnswer | Aside)[],
  aside: Aside,
  run: (group: readonly AcknowledgeItem[]) => Promise<readonly (AcknowledgeAnswer | Aside)[]>,
): Promise<readonly (AcknowledgeAnswer | Aside)[]> {
  const places = answers.flatMap((answer, place) => (answer === aside ? [place] : []));
  const left = items.filter((_, place) => answers[place] === aside);
  const results = await asGroup(left, run, BAD_ITEM);
  const merged = [...answers];
  places.forEach((place, index) => {
    merged[place] = results[index] ?? BAD_ITEM;
  });
  return merged;
}

async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      const isHeld = error instanceof StoreError && error.code === "store/busy";
      if (!isHeld || tries === TRIES) throw error;
    }
  }
}
