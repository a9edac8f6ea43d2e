import { type AcknowledgeAnswer, type AcknowledgeItem, type RecordAnswer, StoreError } from "@relance/spec";
import {
  ANSWERS,
  acknowledge,
  acknowledgeEarly,
  asGroup,
  BAD_ANSWER,
  type Deferral,
  GroupCommit,
  type PlainStore,
  REPORTS,
  type ReplyEntry,
  type ReportEntry,
  record,
  recordReplies,
  sorted,
  UNREADABLE,
  type Work,
} from "@relance/store";
import type { Storage, WriteOptions } from "../transaction/storage.ts";

/** Number of parallel groups: the database works on one group while the next group is sent. */
const flights = 2;

const LOCK_MS = 500;
const TRIES = 10;

/** Groups calls by kind of item, so that no item waits for a row that only another kind needs. */
export function ingestOf(storage: () => Storage): Pick<PlainStore, "record" | "acknowledge"> {
  function write<Item, Answer>(
    verb: (work: Work, items: readonly Item[]) => Promise<readonly Answer[]>,
    refused: Answer,
    options?: WriteOptions,
  ): (items: readonly Item[]) => Promise<readonly Answer[]> {
    const once = (items: readonly Item[]) => storage().write((work) => verb(work, items), options);
    const patient = (items: readonly Item[]) => patiently(() => once(items));
    return (items) => asGroup(items, options === undefined ? once : patient, refused);
  }

  const waiting = { lockMs: LOCK_MS }; // a single transaction, because waiting for locks needs no parallelism
  const replying = (waits: boolean) =>
    write<ReplyEntry, RecordAnswer | Deferral>(
      (work, items) => recordReplies(work, items, waits),
      UNREADABLE,
      waits ? waiting : undefined,
    );
  const answering = (waits: boolean) =>
    write<AcknowledgeItem, AcknowledgeAnswer | Deferral>(
      (work, items) => acknowledge(work, items, waits),
      BAD_ANSWER,
      waits ? waiting : undefined,
    );
  const reports = new GroupCommit(write<ReportEntry, RecordAnswer>(record, UNREADABLE), { ...REPORTS, flights });
  const replies = new GroupCommit(replying(false), { ...REPORTS, flights });
  const heldReplies = new GroupCommit(replying(true), ANSWERS);
  const answers = new GroupCommit(answering(false), { ...ANSWERS, flights });
  const heldAnswers = new GroupCommit(answering(true), ANSWERS);
  const early = new GroupCommit(
    write<AcknowledgeItem, AcknowledgeAnswer | Deferral>(acknowledgeEarly, BAD_ANSWER, waiting),
    ANSWERS,
  );
  const deferred = [
    ["locked", heldAnswers],
    ["early", early],
  ] as const;

  return {
    record: async (items) => {
      const { reported, replied, answersOf } = sorted(items);
      const [stored, heard] = await Promise.all([
        reported.length === 0 ? [] : reports.add(reported),
        staged(replied, replies, [["locked", heldReplies]], UNREADABLE),
      ]);
      return answersOf(stored, heard);
    },
    acknowledge: async (items) => staged(items, answers, deferred, BAD_ANSWER),
  };
}

async function staged<Item, Answer extends object>(
  items: readonly Item[],
  first: GroupCommit<Item, Answer | Deferral>,
  later: readonly (readonly [Deferral, GroupCommit<Item, Answer | Deferral>])[],
  none: Answer,
): Promise<readonly Answer[]> {
  const answers = items.length === 0 ? [] : [...(await first.add(items))];
  for (const [aside, group] of later) {
    const left = items.filter((_, place) => answers[place] === aside);
    if (left.length === 0) continue;
    const results = (await group.add(left)).values();
    answers.forEach((answer, place) => {
      if (answer === aside) answers[place] = results.next().value ?? none;
    });
  }
  return answers.map((answer) => (typeof answer === "string" ? none : answer));
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
