import type { AttemptOutcome, Plan } from "@relance/spec";
import {
  acknowledge,
  type Change,
  cancel,
  checkClaim,
  contactBit,
  due,
  type Enrollment,
  escalateNow,
  expire,
  foldAcknowledgements,
  isOpen,
  optIn,
  optOut,
  PHASE,
  place,
  receive,
  recover,
  refuseContact,
  reopen,
  type StoredAcknowledgement,
  settle,
  submit,
} from "../../src/index.ts";
import { HOUR, MINUTE, START } from "./plans.ts";
import type { Happening } from "./random-plans.ts";
import type { Fact } from "./reference-model.ts";

/** An attempt as a store keeps it beside the row. */
export interface SentAttempt {
  readonly number: number;
  readonly epoch: number;
  readonly step: number;
  readonly provider: string;
  readonly contact: number;
  isOpen: boolean;
}

/** What one happening did, for the checks. */
export interface Moment {
  /** `none`: a store would not have called a rule. */
  readonly fact: Fact | "none";
  readonly before: Enrollment;
  readonly after: Enrollment;
  readonly change: Change;
  readonly now: number;
  readonly sent: SentAttempt | undefined;
}

type Happened = [Fact | "none", Change];
/** The store sees that the fact does not concern the row as it stands. */
const NOTHING: Happened = ["none", { events: [] }];

const KINDS: readonly AttemptOutcome["kind"][] = [
  "accepted",
  "rejected",
  "deferred",
  "uncertain",
  "not-sent",
];
const DISPOSITIONS = ["retry", "reroute", "reject"] as const;
const CODES = [undefined, undefined, "message/missing-variable", "provider/opted-out"];
const ANSWERS = ["done", "promise", "wrong-person", "help", "other"];
/** Not known, a contact of before, one of each channel, and one that nobody has. */
const VIAS = [undefined, 0, 1 << 0, 1 << 1, 1 << 4, 1 << 11];
const RETRY_AFTER = [undefined, 0, MINUTE, 100 * HOUR];
const WAITS = [0, 0, 0, 1, 1_000, 2_000, MINUTE, 16 * MINUTE, HOUR, 49 * HOUR];

/** One person's life under random facts, with a store's bookkeeping around the rules: fences, attempts, time. */
export class RandomLife {
  readonly plan: Plan;
  readonly row: Enrollment;
  readonly attempts: SentAttempt[] = [];
  /** What the person said no to, kept apart from the row. */
  forbidden: number;
  now: number = START;
  readonly #acknowledgements: StoredAcknowledgement[] = [];

  constructor(plan: Plan, arrival: { has: number; optedOut: number; steps: number; deadlineMs: number }) {
    this.plan = plan;
    this.forbidden = arrival.optedOut;
    this.row = place({ ...arrival, deadline: START + arrival.deadlineMs }, plan, START).row;
  }

  live({ fact, pick, wait }: Happening): Moment {
    this.#pass(wait);
    const before = { ...this.row };
    const sentBefore = this.attempts.length;
    const [happened, change] = this.#act(fact, pick);
    const sent = this.attempts.length > sentBefore ? this.attempts.at(-1) : undefined;
    return { fact: happened, before, after: { ...this.row }, change, now: this.now, sent };
  }

  /** Time goes by: a fixed while, or exactly until the row is due. */
  #pass(wait: number): void {
    const due = this.row.dueAt;
    this.now += WAITS[wait] ?? (due === 0 ? 0 : Math.max(0, due - this.now));
  }

  #act(fact: Happening["fact"], pick: number): Happened {
    const { row, plan, now } = this;
    switch (fact) {
      case "send":
        return ["claim", this.#send()];
      case "settle":
        return this.#settle(pick);
      case "recover":
        return row.phase === PHASE.submitting ? ["recover", recover(row, plan, now)] : NOTHING;
      case "receipt":
        return this.#receipt(pick);
      case "due": {
        if (row.dueAt > now) return NOTHING;
        const context = { now, deafMs: pick % 3 === 0 ? HOUR : 0, gapOpen: pick % 4 === 0 };
        return ["due", due(row, plan, context)];
      }
      case "acknowledge":
      case "revoke":
        return this.#acknowledge(pick, fact === "revoke");
      case "opt-out":
      case "opt-in":
        return this.#rule(fact, 1 << (pick % 12));
      case "expire":
        return isOpen(row) && row.deadline <= now ? ["expire", expire(row)] : NOTHING;
      case "cancel":
        return pick % 3 === 0 ? ["cancel", cancel(row, "withdrawn")] : NOTHING;
      case "escalate-now":
        return ["escalate-now", escalateNow(row, plan, now)];
      case "reopen":
        return ["reopen", reopen(row, plan, now)];
    }
  }

  #send(): Change {
    const { row, plan, now } = this;
    const { contact, change } = checkClaim(row, plan, {
      now,
      sendBudgetMs: 10_000,
      leaseUntil: now + 30_000,
    });
    if (contact === undefined) return change;
    const step = plan.steps[row.step];
    if (step === undefined) throw new Error("a message of no step");
    const bit = contactBit(step.channel, contact);
    if (this.forbidden & bit) return refuseContact(row, plan, bit, now);
    const number = this.attempts.length + 1;
    const submitted = submit(row, number, contact, now + 30_000);
    const provider = step.route[row.position]?.provider ?? "none";
    this.attempts.push({ number, epoch: row.epoch, step: row.step, provider, contact, isOpen: true });
    return submitted;
  }

  #settle(pick: number): Happened {
    const kind = KINDS[pick % 5] ?? "accepted";
    const open = this.attempts.filter((attempt) => attempt.isOpen);
    const attempt = open[Math.floor(pick / 5) % Math.max(1, open.length)];
    if (attempt === undefined) return NOTHING;
    attempt.isOpen = kind === "uncertain";
    const { row, plan, now } = this;
    if (row.attempt !== attempt.number || row.epoch !== attempt.epoch) return NOTHING;
    const outcome: AttemptOutcome = {
      attemptId: String(attempt.number),
      kind,
      disposition: DISPOSITIONS[pick % 3],
      errorCode: kind === "rejected" ? CODES[pick % 4] : undefined,
      retryAfterMs: RETRY_AFTER[Math.floor(pick / 7) % 4],
    };
    const change = settle(row, plan, outcome, now);
    if (outcome.errorCode === "provider/opted-out" && row.bits === 0) this.forbidden |= row.optedOut;
    return [kind, change];
  }

  #receipt(pick: number): Happened {
    const attempt = this.attempts[pick % Math.max(1, this.attempts.length)];
    if (attempt === undefined || this.row.attempt !== attempt.number) return NOTHING;
    return ["receipt", receive(this.row, this.plan, 1 << (Math.floor(pick / 7) % 5), this.now)];
  }

  #acknowledge(pick: number, revoke: boolean): Happened {
    const { row, plan, now } = this;
    const stored: StoredAcknowledgement = {
      source: pick % 2 ? "event:x" : "link",
      sourceId: String(this.#acknowledgements.length).padStart(4, "0"),
      answer: revoke ? "done" : (ANSWERS[pick % 5] ?? "done"),
      strength: 1 + (pick % 3),
      occurredAt: now - (pick % 4) * MINUTE,
      revoke,
    };
    this.#acknowledgements.push(stored);
    const folded = foldAcknowledgements(this.#acknowledgements, plan);
    const late = now > row.deadline;
    const via = VIAS[Math.floor(pick / 5) % VIAS.length];
    const change = acknowledge(row, plan, folded, { now, late, answer: stored.answer, revoke, via });
    return [folded.closed ? "close" : revoke ? "revoke" : "answer", change];
  }

  #rule(fact: "opt-out" | "opt-in", bit: number): Happened {
    if ((this.row.has & bit) === 0) return NOTHING;
    if (fact === "opt-out") {
      this.forbidden |= bit;
      return [fact, optOut(this.row, this.plan, bit, this.now)];
    }
    this.forbidden &= ~bit;
    optIn(this.row, bit);
    return [fact, { events: [] }];
  }
}
