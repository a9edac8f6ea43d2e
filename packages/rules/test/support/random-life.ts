import type { AttemptOutcome, Plan } from "@relance/spec";
import {
  acknowledge,
  type Change,
  cancel,
  checkClaim,
  contactBit,
  divert,
  due,
  type Enrollment,
  escalateNow,
  expire,
  extend,
  foldAcknowledgements,
  forget,
  isOpen,
  optIn,
  optOut,
  PHASE,
  place,
  readmit,
  receive,
  recover,
  refuseContact,
  remove,
  resume,
  type StoredAcknowledgement,
  settle,
  submit,
} from "../../src/index.ts";
import { answered } from "./model/answers.ts";
import { type Next, stays } from "./model/ladder.ts";
import {
  allowed,
  cancelled,
  expired,
  extended,
  forgotten,
  handedBack,
  pushedOn,
  readmitted,
  rerouted,
  stopped,
  withdrawn,
} from "./model/orders.ts";
import { claimed, received, recovered, settled } from "./model/sending.ts";
import { fallsDue } from "./model/silence.ts";
import { HOUR, MINUTE, START } from "./plans.ts";
import type { Happening } from "./random-plans.ts";
import type { Fact } from "./reference-model.ts";

/** An attempt as a store keeps it beside the row. */
export interface SentAttempt {
  readonly number: number;
  readonly revision: number;
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
  /** What the model makes of the same fact. */
  readonly must: Next;
  readonly now: number;
  readonly sent: SentAttempt | undefined;
  /** Contacts that the recipient has said no to by then. */
  readonly forbidden: number;
}

type Happened = [Fact, Change, Next];

const KINDS: readonly AttemptOutcome["kind"][] = ["accepted", "rejected", "deferred", "uncertain", "not-sent"];
const DISPOSITIONS = ["retry", "reroute", "reject"] as const;
const CODES = [undefined, undefined, "message/missing-variable", "provider/opted-out"];
const ANSWERS = ["done", "promise", "wrong-person", "help", "other"];
/** Not known, a contact of before, one of each channel, and one that no one has. */
const VIAS = [undefined, 0, 1 << 0, 1 << 1, 1 << 3, 1 << 11];
const RETRY_AFTER = [undefined, 0, MINUTE, 100 * HOUR];
const MORE = [0, -HOUR, MINUTE, 30 * HOUR, 300 * HOUR];
const CAPTURED = { channel: "sms", to: "+33639980001", content: { text: "Bonjour" } } as const;
const WAITS = [0, 0, 0, 1, 1_000, 2_000, MINUTE, 16 * MINUTE, HOUR, 49 * HOUR];

/** One recipient's life under random facts, with a store's bookkeeping around the rules: fences, attempts, time. */
export class RandomLife {
  readonly plan: Plan;
  readonly row: Enrollment;
  readonly attempts: SentAttempt[] = [];
  /** What the recipient said no to, kept apart from the row. */
  forbidden: number;
  now: number = START;
  readonly #acknowledgements: StoredAcknowledgement[] = [];

  constructor(plan: Plan, arrival: { knownContacts: number; optedOut: number; steps: number; deadlineMs: number }) {
    this.plan = plan;
    this.forbidden = arrival.optedOut;
    this.row = place({ ...arrival, deadline: START + arrival.deadlineMs }, plan, START).row;
  }

  live({ fact, pick, wait }: Happening): Moment {
    this.#pass(wait);
    const before = { ...this.row };
    const sentBefore = this.attempts.length;
    // undefined: a store sees that the fact does not concern the row as it stands
    const [happened, change, must] = this.#act(fact, pick, before) ?? ["none", { events: [] }, stays(before)];
    const sent = this.attempts.length > sentBefore ? this.attempts.at(-1) : undefined;
    const { now, forbidden } = this;
    return { fact: happened, before, after: { ...this.row }, change, must, now, sent, forbidden };
  }

  /** Time goes by: a fixed while, or exactly until the row is due. */
  #pass(wait: number): void {
    const due = this.row.dueAt;
    this.now += WAITS[wait] ?? (due === 0 ? 0 : Math.max(0, due - this.now));
  }

  #act(fact: Happening["fact"], pick: number, before: Enrollment): Happened | undefined {
    const { row, plan, now } = this;
    switch (fact) {
      case "send":
        return this.#send(before);
      case "settle":
        return this.#settle(pick, before);
      case "recover":
        if (row.phase !== PHASE.submitting) return undefined;
        return [fact, recover(row, plan, now), recovered(before, plan, now)];
      case "receipt":
        return this.#receipt(pick, before);
      case "due": {
        if (row.dueAt > now) return undefined;
        const receiverDownMs = pick % 3 === 0 ? HOUR : 0;
        const context = {
          now,
          receiverDownMs,
          gapOpen: pick % 4 === 0,
          silentSince: pick % 7 === 0 ? now - HOUR * (pick % 13) : undefined,
          isOverBudget: pick % 5 === 0,
          closed:
            pick % 3 === 0
              ? {
                  until: now + HOUR * (pick % 7) ** 3,
                  faultySince: pick % 2 === 0 ? now - (HOUR / 60) * (pick % 11) ** 2 : undefined,
                  isSilent: pick % 4 === 0,
                  isThrottling: pick % 5 === 0,
                  isHeld: pick % 9 === 0,
                  isOpen: (place: number) => (pick >> (place + 2)) % 2 === 0,
                }
              : undefined,
        };
        return [fact, due(row, plan, context), fallsDue(before, plan, context)];
      }
      case "acknowledge":
      case "revoke":
        return this.#acknowledge(pick, fact === "revoke", before);
      case "opt-out":
      case "opt-in":
      case "readmit":
        return this.#rule(fact, 1 << (pick % 12), before);
      case "expire": {
        if (!isOpen(row) || row.deadline > now) return undefined;
        const isOverBudget = pick % 5 === 0;
        return [fact, expire(row, isOverBudget), expired(before, isOverBudget)];
      }
      case "cancel":
        return pick % 3 === 0 ? [fact, cancel(row, "withdrawn"), cancelled(before)] : undefined;
      case "remove":
        return pick % 3 === 0 ? [fact, remove(row), withdrawn(before)] : undefined;
      case "escalate-now":
        return [fact, escalateNow(row, plan, now), pushedOn(before, plan, now)];
      case "resume":
        return [fact, resume(row, plan, now), handedBack(before, plan, now)];
      case "extend": {
        const until = row.deadline + (MORE[pick % MORE.length] ?? 0);
        return [fact, extend(row, plan, until, now), extended(before, plan, until, now)];
      }
      case "forget":
        return pick % 3 === 0 ? [fact, forget(row), forgotten(before)] : undefined;
      case "divert": {
        if (row.phase !== PHASE.ready) return undefined;
        const provider = `p${pick % 5}`;
        divert(row, plan, provider);
        return [fact, { events: [] }, rerouted(before, plan, provider)];
      }
    }
  }

  #send(before: Enrollment): Happened {
    const { row, plan, now, forbidden } = this;
    const number = this.attempts.length + 1;
    const [budgetMs, leaseUntil] = [10_000, now + 30_000];
    const must = claimed(before, plan, { now, budgetMs, leaseUntil, attempt: number, forbidden });
    const { contact, change } = checkClaim(row, plan, { now, sendBudgetMs: budgetMs });
    if (contact === undefined) return ["claim", change, must];
    const step = plan.steps[row.step - 1];
    if (step === undefined) throw new Error("a message of no step");
    const bit = contactBit(step.channel, contact);
    if (forbidden & bit) return ["claim", refuseContact(row, plan, bit, now), must];
    const submitted = submit(row, number, contact, leaseUntil);
    const provider = step.route[row.position]?.provider ?? "none";
    this.attempts.push({ number, revision: row.revision, step: row.step, provider, contact, isOpen: true });
    return ["claim", submitted, must];
  }

  #settle(pick: number, before: Enrollment): Happened | undefined {
    const kind = KINDS[pick % 5] ?? "accepted";
    const open = this.attempts.filter((attempt) => attempt.isOpen);
    const attempt = open[Math.floor(pick / 5) % Math.max(1, open.length)];
    if (attempt === undefined) return undefined;
    attempt.isOpen = kind === "uncertain";
    const { row, plan, now } = this;
    if (row.attempt !== attempt.number || row.revision !== attempt.revision) return undefined;
    const outcome: AttemptOutcome = {
      attemptId: String(attempt.number),
      kind,
      disposition: DISPOSITIONS[pick % 3],
      errorCode: kind === "rejected" ? CODES[pick % 4] : undefined,
      retryAfterMs: RETRY_AFTER[Math.floor(pick / 7) % 4],
      accountFault: pick % 3 === 0,
      captured: pick % 11 === 0 ? CAPTURED : undefined,
    };
    const change = settle(row, plan, outcome, now);
    if (outcome.errorCode === "provider/opted-out" && row.evidence === 0) this.forbidden |= row.optedOut;
    return [kind, change, settled(before, plan, outcome, now)];
  }

  #receipt(pick: number, before: Enrollment): Happened | undefined {
    const { row, plan, now } = this;
    const attempt = this.attempts[pick % Math.max(1, this.attempts.length)];
    if (attempt === undefined || row.attempt !== attempt.number) return undefined;
    const bit = 1 << (Math.floor(pick / 7) % 5);
    return ["receipt", receive(row, plan, bit, now), received(before, plan, bit, now)];
  }

  #acknowledge(pick: number, revoke: boolean, before: Enrollment): Happened {
    const { row, plan, now } = this;
    const stored: StoredAcknowledgement = {
      source: pick % 2 ? "event:x" : "link",
      sourceId: String(this.#acknowledgements.length).padStart(4, "0"),
      answer: revoke ? "done" : (ANSWERS[pick % 5] ?? "done"),
      strength: 1 + (pick % 3),
      occurredAt: now - (pick % 4) * MINUTE,
      revoke,
      late: now > row.deadline,
    };
    this.#acknowledgements.push(stored);
    const folded = foldAcknowledgements(this.#acknowledgements, plan);
    const via = VIAS[Math.floor(pick / 5) % VIAS.length];
    const context = { now, answer: stored.answer, revoke, via };
    const change = acknowledge(row, plan, folded, context);
    const fact = folded.closed ? "close" : revoke ? "revoke" : "answer";
    return [fact, change, answered(before, plan, folded, context)];
  }

  #rule(fact: "opt-out" | "opt-in" | "readmit", bit: number, before: Enrollment): Happened | undefined {
    const { row, plan, now } = this;
    if ((row.knownContacts & bit) === 0) return undefined;
    if (fact === "opt-out") {
      this.forbidden |= bit;
      return [fact, optOut(row, plan, bit, now), stopped(before, plan, bit, now)];
    }
    this.forbidden &= ~bit;
    if (fact === "readmit") return [fact, readmit(row, plan, bit, now), readmitted(before, plan, bit, now)];
    optIn(row, bit);
    return [fact, { events: [] }, allowed(before, bit)];
  }
}
