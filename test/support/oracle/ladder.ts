import type { RelanceEvent } from "relance";
import type { Attempt } from "./attempts.ts";
import { Dues, READY } from "./dues.ts";
import { Ears } from "./ears.ts";
import type { Account, Finding, Tolerances, WorldFacts } from "./facts.ts";
import { Holds } from "./holds.ts";
import type { Rests } from "./rests.ts";
import { fullWaits, readScript } from "./script.ts";
import { AIR_MS, GRACE_MS, LEASE_MS } from "./standing.ts";

const DOUBT_MS = 10 * 60_000;
const BACK_OFF_MS = 2 * 60_000;

interface LadderFacts {
  readonly facts: WorldFacts;
  readonly account: Account;
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly rests: Rests;
  readonly tolerances: Tolerances;
}

/** Follows each recipient through the steps, and checks that each move was right and in time. */
export function judgeLadder({ facts, account, attempts, rests, tolerances }: LadderFacts): Finding[] {
  const script = readScript(facts.definition, facts.fakeVendors);
  const ears = new Ears(facts);
  const holds = new Holds(facts);
  const people = new Map(facts.people.map((person) => [person.key, person]));
  return [...account.walks].flatMap(([key, walk]) => {
    const person = people.get(key);
    if (person === undefined) return [{ rule: "people", fact: `${key} is not in the audience` }];
    return new Climb({ facts, script, ears, holds, rests, person, attempts, tolerances }).follow(walk);
  });
}

class Climb extends Dues {
  follow(walk: readonly RelanceEvent[]): readonly Finding[] {
    for (const event of walk) {
      this.now = event.at.getTime();
      this.inTime(this.now);
      this.take(event);
    }
    this.inTime(this.all.facts.endedAt);
    return this.found;
  }

  protected take(event: RelanceEvent): void {
    const at = event.at.getTime();
    const stand = this.stand;
    switch (event.type) {
      case "enrollment.enrolled":
        stand.step = event.step ?? 0;
        this.expect(at, "enrolled");
        return;
      case "attempt.submitted":
        this.submitted(event, at);
        return;
      case "enrollment.rerouted":
      case "enrollment.escalated":
      case "enrollment.exhausted":
        this.moved(event, at);
        return;
      case "enrollment.reversed":
        this.reversed(event, at);
        return;
      case "enrollment.reopened":
        this.reopened(event, at);
        return;
      case "enrollment.answered":
        this.answered(event, at);
        return;
      case "enrollment.acknowledged":
      case "enrollment.suppressed":
      case "enrollment.expired":
        this.ended(event, at);
        return;
      default:
        if (READY.has(stand.what)) return;
        if (event.type.startsWith("attempt.") && event.attemptId === stand.attempt?.id) this.heard(event, at);
    }
  }

  protected submitted(event: RelanceEvent, at: number): void {
    const { attempts } = this.all;
    const stand = this.stand;
    stand.attempt = attempts.get(event.attemptId ?? "");
    stand.acceptedAt = undefined;
    const address = stand.attempt?.sending?.address;
    if (address !== undefined && address !== stand.address) {
      if (stand.address !== undefined) stand.used.clear(); // if undefined, the list is already empty
      stand.ownBegunAt = undefined;
      stand.address = address;
      stand.snoozedUntil = 0;
      stand.tries = 0;
      stand.refusedAt = undefined;
    }
    stand.tries += 1;
    if (event.step !== stand.step) this.say("steps", `was sent step ${event.step} while in step ${stand.step}`);
    const rung = this.rung();
    if (!rung?.route.includes(event.provider ?? ""))
      this.say("steps", `was sent over ${event.provider}, which is not next in the route`);
    stand.used.add(this.vendor(event.provider));
    this.expect(at + this.all.tolerances.budgetMs + LEASE_MS, "a message left");
  }

  protected reversed(event: RelanceEvent, at: number): void {
    if (!this.words.some(({ says, at: then }) => says === "revoked" && then <= at))
      this.say("answers", "was reopened, without a revocation");
    const { person, script } = this.all;
    const isOver = at >= person.deadline;
    const wantsHelp = this.words.some(({ says, at: then }) => script.effect(says) === "call-me" && then <= at);
    this.stand.isOver = isOver || wantsHelp;
    this.begin(event.step ?? this.stand.step, at);
  }

  /** Checks that an ended enrollment continues only after an operator released a contact with a possible STOP. */
  protected reopened(event: RelanceEvent, at: number): void {
    const { facts, person } = this.all;
    const isOwn = (address: string) => person.contacts.some((contact) => contact.address === address);
    if (!facts.words.some(({ says, address, at: then }) => says === "lifted" && isOwn(address) && then <= at))
      this.say("causes", "was reopened, and no contact was given back");
    this.stand.isOver = false;
    this.begin(event.step ?? this.stand.step, at);
  }

  protected heard(event: RelanceEvent, at: number): void {
    const { tolerances } = this.all;
    const stand = this.stand;
    if (event.type === "attempt.deferred" && stand.attempt?.sending?.isAccount === true) stand.refusedAt ??= at;
    if (["attempt.accepted", "attempt.uncertain", "attempt.rejected"].includes(event.type)) stand.refusedAt = undefined;
    switch (event.type) {
      case "attempt.accepted":
        stand.begunAt ??= at;
        stand.ownBegunAt ??= at;
        stand.acceptedAt = at;
        this.wait(at);
        return;
      case "attempt.uncertain":
        this.expect(at + this.doubtMs(), "a message became uncertain");
        return;
      case "attempt.unresolved":
        stand.begunAt ??= at;
        stand.ownBegunAt ??= at;
        this.expect(at + (this.rung()?.waitMs ?? Number.POSITIVE_INFINITY), "a doubt was given up");
        return;
      case "attempt.unknown":
        this.silent(at);
        this.expect(this.waitEnd(), "a receipt was overdue");
        return;
      case "attempt.deferred":
      case "attempt.not-sent":
        stand.used.delete(this.vendor(event.provider)); // nothing was sent, so the vendor may be tried again
        this.postponed(at);
        return;
      case "attempt.rejected":
        this.expect(at + BACK_OFF_MS, "a message was refused");
        return;
      case "attempt.undelivered":
        if (stand.acceptedAt !== undefined && this.isFailed(at)) this.expect(at, "a message had failed");
        return;
      case "attempt.delivered":
      case "attempt.engaged":
        if (stand.acceptedAt !== undefined && !this.isFailed(at)) this.expect(this.waitEnd(), "it arrived");
        return;
      default:
        if (tolerances.promptMs === undefined) return;
    }
  }

  protected postponed(at: number): void {
    const { waitsFrom } = this.stand;
    this.expect(at + BACK_OFF_MS, "a message was refused");
    this.stand.waitsFrom = waitsFrom;
  }

  protected wait(at: number): void {
    const { attempt } = this.stand;
    const rung = this.rung();
    if (this.isFailed(at)) {
      this.expect(at, "a message had failed");
      return;
    }
    const isReported = this.all.script.fakeVendors[attempt?.provider ?? ""]?.receipts === true;
    const isFinal =
      attempt?.reports.some(({ kind, at: then }) => kind !== "in-transit" && then <= at) ||
      attempt?.events.some(({ type, at: then }) => type === "attempt.engaged" && then.getTime() <= at);
    const overdue = at + (rung?.overdueMs ?? 0);
    const end = this.waitEnd();
    this.expect(isReported && !isFinal ? Math.min(end, overdue) : end, "a message was accepted");
    if (isReported && !isFinal && overdue < end) this.stand.due += this.all.ears.receiverDownMs(at, this.stand.due);
  }

  /** Returns how long an attempt may be uncertain, in milliseconds (docs/reliability.md). */
  protected doubtMs(): number {
    const { overdueMs = DOUBT_MS, waitMs = DOUBT_MS } = this.rung() ?? {};
    return Math.min(DOUBT_MS, overdueMs, waitMs);
  }

  protected moved(event: RelanceEvent, at: number): void {
    const stand = this.stand;
    this.justify(event, at);
    if (event.type === "enrollment.rerouted") {
      if (stand.acceptedAt === undefined && stand.ownBegunAt === at) stand.ownBegunAt = undefined;
      if (event.cause === "opted-out") stand.address = undefined;
      if (event.cause === "opted-out" || event.cause === "wrong-person") stand.used.clear();
      if (event.step !== stand.step) this.say("steps", `was rerouted from step ${stand.step} to ${event.step}`);
      this.expect(at + BACK_OFF_MS, "rerouted");
      return;
    }
    const next = event.type === "enrollment.escalated" ? (event.step ?? 0) : this.all.script.rungs.length + 1;
    if (event.type === "enrollment.exhausted" && (event.cause === "help" || event.cause === "poison")) {
      stand.isOver = true;
      return;
    }
    if (event.cause === "wrong-person" || event.cause === "opted-out") this.triedAllContacts(at);
    for (let step = stand.step + 1; step < next; step++) {
      if (this.canTake(step, at) && !(event.cause === "receipt-overdue" && this.isSameSilence(step)))
        this.say("every step", `skipped step ${step} at ${event.cause}, although it was still possible`);
    }
    stand.isOver = event.type === "enrollment.exhausted";
    this.begin(next, at);
  }

  protected begin(step: number, at: number): void {
    const { stand } = this;
    stand.step = step;
    stand.begunAt = undefined;
    stand.ownBegunAt = undefined;
    stand.address = undefined;
    stand.attempt = undefined;
    stand.tries = 0;
    stand.snoozedUntil = 0;
    stand.refusedAt = undefined;
    stand.used.clear();
    this.expect(at, "escalated");
  }

  /**
   * Checks that relance had tried all contacts of the step before a recipient left the step because of a STOP or a
   * wrong person.
   */
  protected triedAllContacts(at: number): void {
    const { step } = this.stand;
    if (this.canTake(step, at)) this.say("every contact", `skipped a usable contact of step ${step}`);
  }

  protected answered(event: RelanceEvent, at: number): void {
    const { script, person } = this.all;
    const stand = this.stand;
    if (stand.isOver) return;
    const word = this.words.find(
      ({ says, at: then }) => says === event.answer && then <= at + this.all.tolerances.clockMs,
    );
    if (word === undefined) this.say("answers", `answered "${event.answer}", without such an answer`);
    const effect = script.effect(event.answer ?? "");
    if (typeof effect !== "number") return;
    const later = fullWaits(script, person, stand.step + 1) + AIR_MS * (script.rungs.length - stand.step + 1);
    const isSqueezed = at + effect + later > person.deadline - script.callBufferMs;
    stand.snoozedUntil = 0;
    stand.refusedAt = undefined;
    this.expect(at + effect, "a promise");
    stand.begunAt ??= at;
    stand.ownBegunAt = undefined;
    if (!isSqueezed) stand.snoozedUntil = at + effect;
    else stand.begunAt = Math.min(stand.begunAt, at - (this.rung()?.waitMs ?? 0));
    stand.attempt = undefined;
  }

  protected ended(event: RelanceEvent, at: number): void {
    const { person, tolerances, script } = this.all;
    // no grace period: if the enrollment had ended, a revocation after the deadline expires it immediately
    const graceMs = this.stand.isOver ? 0 : GRACE_MS;
    this.stand.isOver = true;
    if (event.type === "enrollment.expired" && at + tolerances.clockMs < person.deadline + graceMs)
      this.say("deadline", `expired ${person.deadline + graceMs - at} ms early`);
    if (event.type === "enrollment.suppressed") {
      if (!this.words.some(({ says, at: then }) => says === "stop" && then <= at))
        this.say("causes", "is suppressed and never said STOP");
      for (let step = this.stand.step + 1; step <= script.rungs.length; step++)
        if (this.canTake(step, at)) this.say("every step", `is suppressed, and step ${step} could be taken`);
    }
    if (event.type === "enrollment.acknowledged") {
      const isSaid = this.words.some(
        ({ says, at: then }) =>
          (script.effect(says) === "close" || says === "guess") && then <= at + tolerances.clockMs,
      );
      if (!isSaid) this.say("answers", "is acknowledged by nothing that was said");
    }
  }
}
