import type { Channel } from "@relance/spec";
import type { Latency } from "./latency.ts";

type ByChannel<T> = { readonly [C in Channel]?: T } & { readonly push: T };

/** How recipients handle messages, with shares from 0 to 1. The seed determines the behaviour of each recipient. */
export interface Habits {
  /** Share of recipients who never act. */
  readonly never: number;
  /** Share of messages that recipients read, by channel. An absent channel has the value of push. */
  readonly read: ByChannel<number>;
  /** Time from the arrival of a message until the recipient reads it. */
  readonly readAfter: ByChannel<Latency>;
  /** Share of the read messages on which the recipient acts. */
  readonly acts: number;
  /** Weights of the answers that recipients choose on the acknowledgement page. */
  readonly answers: Readonly<Record<string, number>>;
  /** Share of recipients who reply instead of opening the link, if an SMS invites a reply. */
  readonly replies: number;
  /** First word of a reply. */
  readonly replyWord: string;
  /** Share of SMS readers who reply STOP. */
  readonly stop: number;
  /**
   * Share of contacts that belong to another person. The other person answers `wrong-person` if the page offers this
   * answer.
   */
  readonly wrongPerson: number;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

const soon: Latency = [
  { share: 0.7, medianMs: 8 * MINUTE, sigma: 1.1 },
  { share: 0.3, medianMs: 4 * HOUR, sigma: 0.9 },
];

/** A typical population: nine in ten recipients read an SMS, and some recipients never act. */
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

/** Recipients who read immediately and confirm. */
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

/** Recipients who do not act, for tests that press and reply themselves. */
export const SILENT_HABITS: Habits = { ...EAGER_HABITS, never: 1 };
