import type { Channel } from "@relance/spec";
import type { Latency } from "./latency.ts";

type ByChannel<T> = { readonly [C in Channel]?: T } & { readonly push: T };

/** How a population treats messages. Shares between 0 and 1; the seed decides who does what. */
export interface Habits {
  /** Recipients who never act. */
  readonly never: number;
  /** Messages that are ever read; an unnamed channel counts like push. */
  readonly read: ByChannel<number>;
  /** From the arrival to the reading. */
  readonly readAfter: ByChannel<Latency>;
  /** Share of readings after which the recipient acts. */
  readonly acts: number;
  /** Chosen answers on the acknowledgement page, by weight. */
  readonly answers: Readonly<Record<string, number>>;
  /** Of those who act on an SMS that invites a reply: share who reply instead of opening the link. */
  readonly replies: number;
  /** First word of such a reply. */
  readonly replyWord: string;
  /** SMS readers who reply STOP. */
  readonly stop: number;
  /** Contacts that belong to another person, who answers `wrong-person` if offered. */
  readonly wrongPerson: number;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

const soon: Latency = [
  { share: 0.7, medianMs: 8 * MINUTE, sigma: 1.1 },
  { share: 0.3, medianMs: 4 * HOUR, sigma: 0.9 },
];

/** A typical population: nine in ten read an SMS, some never act. */
export const USUAL_HABITS: Habits = {
  never: 0.03,
  read: { sms: 0.96, email: 0.75, push: 0.85 },
  readAfter: { sms: soon, email: [{ share: 1, medianMs: 3 * HOUR, sigma: 1.1 }], push: soon },
  acts: 0.93,
  answers: { done: 0.9, promise: 0.06, decline: 0.01, help: 0.03 },
  replies: 0.1,
  replyWord: "OK",
  stop: 0.003,
  wrongPerson: 0.005,
};

/** All read immediately and confirm: for tests of other things. */
export const EAGER_HABITS: Habits = {
  ...USUAL_HABITS,
  never: 0,
  read: { sms: 1, email: 1, push: 1 },
  acts: 1,
  answers: { done: 1 },
  replies: 0,
  stop: 0,
  wrongPerson: 0,
};

/** No recipient ever acts: for tests that act themselves. */
export const SILENT_HABITS: Habits = { ...EAGER_HABITS, never: 1 };
