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
import type { Storage } from "../transaction/storage.ts";

/** Number of parallel groups: while the database works on one group, the next one is sent. */
const FLIGHTS = 2;

const LOCK_MS = 500;
const TRIES = 10;

type Verb<Item, Answer> = (work: Work, items: readonly Item[]) => Promise<readonly (Answer | Deferral)[]>;
type Group<Item, Answer> = GroupCommit<Item, Answer | Deferral>;

/** Groups calls by kind of item, so that no item waits for a row that only another kind of item needs. */
export function createIngest(storage: () => Storage): Pick<PlainStore, "record" | "acknowledge"> {
  function parallel<Item, Answer>(verb: Verb<Item, Answer>, refused: Answer, pace: typeof REPORTS) {
    const write = (items: readonly Item[]) => storage().write((work) => verb(work, items));
    const run = (items: readonly Item[]) => asGroup<Item, Answer | Deferral>(items, write, refused);
    return new GroupCommit(run, { ...pace, flights: FLIGHTS });
  }

  function waiting<Item, Answer>(verb: Verb<Item, Answer>, refused: Answer) {
    const write = (items: readonly Item[]) => storage().write((work) => verb(work, items), { lockMs: LOCK_MS });
    const patient = (items: readonly Item[]) => patiently(() => write(items));
    return new GroupCommit(
      (items: readonly Item[]) => asGroup<Item, Answer | Deferral>(items, patient, refused),
      ANSWERS,
    );
  }

  const replying = (waits: boolean) => (work: Work, items: readonly ReplyEntry[]) => recordReplies(work, items, waits);
  const answering = (waits: boolean) => (work: Work, items: readonly AcknowledgeItem[]) =>
    acknowledge(work, items, waits);
  const reports = parallel<ReportEntry, RecordAnswer>(record, UNREADABLE, REPORTS);
  const replies = parallel<ReplyEntry, RecordAnswer>(replying(false), UNREADABLE, REPORTS);
  const heldReplies = waiting<ReplyEntry, RecordAnswer>(replying(true), UNREADABLE);
  const answers = parallel<AcknowledgeItem, AcknowledgeAnswer>(answering(false), BAD_ANSWER, ANSWERS);
  const heldAnswers = waiting<AcknowledgeItem, AcknowledgeAnswer>(answering(true), BAD_ANSWER);
  const early = waiting<AcknowledgeItem, AcknowledgeAnswer>(acknowledgeEarly, BAD_ANSWER);

  return {
    record: async (items) => {
      const { reported, replied, answersOf } = sorted(items);
      const [stored, answered] = await Promise.all([
        staged(reported, reports, {}, UNREADABLE),
        staged(replied, replies, { locked: heldReplies }, UNREADABLE),
      ]);
      return answersOf(stored, answered);
    },
    acknowledge: async (items) => staged(items, answers, { locked: heldAnswers, early }, BAD_ANSWER),
  };
}

async function staged<Item, Answer extends object>(
  items: readonly Item[],
  first: Group<Item, Answer>,
  later: Readonly<Partial<Record<Deferral, Group<Item, Answer>>>>,
  none: Answer,
): Promise<readonly Answer[]> {
  const answers = items.length === 0 ? [] : [...(await first.add(items))];
  for (const [aside, group] of Object.entries(later)) {
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
