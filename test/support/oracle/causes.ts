import type { RelanceEvent } from "relance";
import type { Word } from "./facts.ts";
import { fullWaits, type Rung } from "./script.ts";
import { AIR_MS, GRACE_MS, Standing } from "./standing.ts";

/** Longest time between two probes of a provider that does not answer, in milliseconds (docs/incidents.md). */
const LONGEST_REST_MS = 17 * 60_000;
const TRIES = 4;
/**
 * Milliseconds after which recipients use another vendor if a vendor refuses the account. The watch may reroute them
 * earlier.
 */
const FAULT_MS = 60_000;

/** Returns how long a recipient waits for a provider that does not answer, in milliseconds (docs/incidents.md). */
export function patienceOf({ waitMs = Number.POSITIVE_INFINITY, overdueMs, onMissingReceipt }: Rung): number {
  return onMissingReceipt === "wait" ? waitMs : Math.min(waitMs, overdueMs);
}

export class Causes extends Standing {
  protected justify(event: RelanceEvent, at: number): void {
    const { attempts, script } = this.all;
    const { attempt } = this.stand;
    const said = (matches: (word: Word) => boolean) => this.words.some((word) => word.at <= at && matches(word));
    const because = `was moved on as "${event.cause}"`;
    switch (event.cause) {
      case "ack-timeout":
        this.waited(at);
        return;
      case "receipt-overdue":
        this.unknown(event, at);
        return;
      case "undelivered":
        if (!attempt?.reports.some(({ kind, at: then }) => kind === "undelivered" && then <= at) && !this.isFailed(at))
          this.say("causes", `${because}, but no report says so about ${attempt?.id}`);
        return;
      case "refused":
        if (attempt?.sending !== undefined && !["refused", "unsure"].includes(attempt.sending.answer))
          this.say("causes", `${because}, and ${attempt.sending.answer} was heard of ${attempt.id}`);
        return;
      case "opted-out":
        if (!said(({ says }) => says === "stop")) this.say("causes", `${because}, without a STOP`);
        return;
      case "wrong-person":
        if (!said(({ says }) => script.effect(says) === "next-contact"))
          this.say("causes", `${because}, without such an answer`);
        return;
      case "reversed":
        if (!said(({ says }) => says === "revoked")) this.say("causes", `${because}, without a revocation`);
        return;
      case "help":
        if (!said(({ says }) => script.effect(says) === "call-me"))
          this.say("causes", `${because}, without a request for help`);
        return;
      case "poison": {
        const doubted = [...attempts.values()].filter(
          ({ key, sending }) =>
            key === this.all.person.key && (sending === undefined || sending.isStruck || sending.answer === "unsure"),
        );
        if (doubted.length < 3) this.say("causes", `${because} after ${doubted.length} attempts without an outcome`);
        return;
      }
      case "too-late":
        if (this.hasTime(at) && this.waitEnd() > at + AIR_MS) this.say("causes", `${because}, although there was time`);
        return;
      case "unreachable":
        if (this.rung() !== undefined && this.canTake(this.stand.step, at))
          this.say("causes", `${because}, although there was a contact`);
        return;
      case "budget":
        if (!this.isHeld(at, at)) this.say("causes", `${because}, although the budget was not spent`);
        return;
      case "incident":
        if (event.type === "enrollment.rerouted" && this.all.holds.mayBeOverBudget(this.rung()?.route ?? [], at))
          return;
        if (!this.isResting(at)) this.throttled(at, because);
        else if (event.type !== "enrollment.rerouted" || !this.mayUseOther(at)) this.wasPatient(at);
        return;
      default:
        this.say("causes", `${because}, which nothing outside explains`);
    }
  }

  protected silent(at: number): void {
    const { ears, facts, tolerances } = this.all;
    const { attempt, acceptedAt } = this.stand;
    const rung = this.rung();
    if (attempt === undefined || acceptedAt === undefined || rung === undefined) return;
    const receiverDownMs = ears.receiverDownMs(acceptedAt, at);
    if (at + tolerances.clockMs < acceptedAt + rung.overdueMs + receiverDownMs)
      this.say(
        "overdue",
        `was given up at ${attempt.provider} ${at - acceptedAt} ms after acceptance, ${receiverDownMs} of them without a receiver`,
      );
    // if requests are unobserved, ignore a receipt that arrived after it was overdue; relance may have moved the
    // recipient first
    const by = tolerances.seesAll ? at : Math.min(at, acceptedAt + rung.overdueMs);
    const heard = attempt.reports.find(
      ({ kind, keptAt, isByRef }) => kind !== "in-transit" && !isByRef && keptAt !== undefined && keptAt < by,
    );
    if (heard !== undefined)
      this.say("overdue", `was given up at ${attempt.provider}, which had reported ${heard.kind}`);
    if (facts.fakeVendors[attempt.provider]?.receipts !== true)
      this.say("overdue", `waited for a receipt of ${attempt.provider}, which sends none`);
    this.heardFirst(at);
  }

  /**
   * Checks that relance fetched missed receipts and replies before it treated a recipient as silent, unless the
   * deadline was near.
   */
  protected heardFirst(at: number): void {
    const { ears, person, script } = this.all;
    const { attempt, step } = this.stand;
    const isPressed = at + 2 * AIR_MS + fullWaits(script, person, step + 1) >= person.deadline - script.callBufferMs;
    if (attempt !== undefined && ears.isOpen(attempt.provider, at) && !isPressed)
      this.say("reconciled first", `was judged silent at ${attempt.provider} before missed receipts were fetched`);
  }

  protected isResting(at: number): boolean {
    const { rests, tolerances } = this.all;
    const route = this.rung()?.route ?? [];
    return route.some((provider) => rests.mayRest(provider, at - tolerances.budgetMs, at));
  }

  /**
   * Checks that a provider throttled every message for the step's whole wait before a recipient left the step, unless
   * the deadline was near (docs/pace.md).
   */
  private throttled(at: number, because: string): void {
    const { rests, script, person, tolerances } = this.all;
    const rung = this.rung();
    const from = Math.min(...(rung?.route ?? []).map((provider) => rests.throttledFrom(provider, at)));
    if (rung === undefined || from === Number.POSITIVE_INFINITY) {
      this.say("causes", `${because}, and every provider of the step worked`);
      return;
    }
    const end = from + (rung.waitMs ?? Number.POSITIVE_INFINITY);
    const later = fullWaits(script, person, this.stand.step) + AIR_MS * (script.rungs.length - this.stand.step + 1);
    if (from + later + LONGEST_REST_MS > person.deadline - script.callBufferMs) return;
    if (at + tolerances.clockMs < end)
      this.say("patience", `left a provider that throttles step ${this.stand.step} ${end - at} ms too early`);
  }

  /**
   * Returns whether another vendor of the route may be used because a vendor refuses the account. An earlier vendor of
   * the route may be used at any time, and a later vendor after a minute (docs/incidents.md). A vendor that did not
   * accept the recipient's last message may be tried again.
   */
  protected mayUseOther(at: number): boolean {
    const { rests } = this.all;
    const { attempt, readyAt, refusedAt, used } = this.stand;
    const route = this.rung()?.route ?? [];
    // includes refusals of other messages, because a worker may die before it stores a refusal
    const refusing = route.filter(
      (each) => (refusedAt !== undefined && each === attempt?.provider) || rests.mayRefuseAccount(each, readyAt, at),
    );
    return route.some((other, place) => {
      const last = this.sendings.findLast((one) => one.at < at && this.vendor(one.provider) === this.vendor(other));
      const isFree = !used.has(this.vendor(other)) || last?.takenAt === undefined;
      const takesOver = (each: string) =>
        place < route.indexOf(each) || (each !== other && at >= rests.closedFrom(each, at) + FAULT_MS);
      return isFree && refusing.some(takesOver);
    });
  }

  /**
   * Checks that a recipient waited for a provider that does not answer as long as the campaign file states, unless the
   * deadline was near.
   */
  protected wasPatient(at: number): void {
    const { rests, script, person, tolerances } = this.all;
    const { begunAt, readyAt, refusedAt = Number.POSITIVE_INFINITY, step, waitsFrom } = this.stand;
    const rung = this.rung();
    // not checked if a window, an operator's pause or the budget may have delayed the message
    if (rung === undefined || begunAt !== undefined || this.isHeld(readyAt, at + LONGEST_REST_MS)) return;
    const closed = Math.min(...rung.route.map((provider) => rests.closedFrom(provider, at)));
    const from = Math.min(refusedAt, Math.max(waitsFrom, closed));
    const later = fullWaits(script, person, step) + AIR_MS * (script.rungs.length - step + 1) + LONGEST_REST_MS;
    if (at + later > person.deadline - script.callBufferMs) return;
    const end = from + patienceOf(rung);
    if (at + tolerances.clockMs < end)
      this.say("patience", `skipped a provider of step ${step} ${end - at} ms too early`);
  }

  protected waited(at: number): void {
    const { script, person, tolerances } = this.all;
    const { begunAt, snoozedUntil, step } = this.stand;
    const rung = this.rung();
    this.heardFirst(at);
    if (begunAt === undefined && snoozedUntil === 0) {
      this.say("waits", `was moved on from step ${step}, in which no wait had begun`);
      return;
    }
    const end = person.deadline - script.callBufferMs;
    const later = fullWaits(script, person, step + 1) + AIR_MS * (script.rungs.length - step + 1);
    const began = begunAt ?? 0;
    const full = Math.max(rung?.waitMs === undefined ? end : began + rung.waitMs, snoozedUntil);
    const next = script.rungs.slice(step).flatMap(({ route }) => route);
    const isSqueezed = full + later > end || this.all.holds.touch(next, began, full + later);
    const due = isSqueezed ? Math.min(full, end - later, began) : full;
    if (at + tolerances.clockMs < due + GRACE_MS)
      this.say("waits", `left step ${step} ${full + GRACE_MS - at} ms before the end of its wait`);
  }

  /**
   * Returns whether the current contact got a message through the provider. After the release of a possible STOP, the
   * recipient may return to a contact that already got a message.
   */
  protected hasGot(provider: string, at: number): boolean {
    return this.sendings.some((one) => one.at < at && one.address === this.stand.address && one.provider === provider);
  }

  /**
   * Checks that relance applies `onMissingReceipt` of the campaign file to a message without a receipt, or with an
   * unresolved outcome.
   */
  protected unknown(event: RelanceEvent, at: number): void {
    const { script, rests } = this.all;
    const { attempt, used, tries } = this.stand;
    const rung = this.rung();
    if (attempt === undefined || rung === undefined) return;
    this.heardFirst(at);
    const isReroute = event.type === "enrollment.rerouted";
    const isDoubt = attempt.events.some(({ type }) => type === "attempt.unresolved");
    const mayRepeat = isDoubt && script.repeats;
    if (rung.onMissingReceipt === "wait" && !mayRepeat)
      this.say("on unknown", "was moved on, although the file states wait");
    if (isReroute && rung.onMissingReceipt === "escalate" && !mayRepeat)
      this.say("on unknown", "was rerouted, and the file says escalate");
    const unused = rung.route.filter((provider) => !used.has(this.vendor(provider)));
    const others = unused.length > 0;
    const isThrottling = (provider: string) => rests.throttledFrom(provider, at) < Number.POSITIVE_INFINITY;
    const isLedPast =
      unused.some((provider) => rests.mayRest(provider, 0, at) || isThrottling(provider)) ||
      this.all.holds.touch(unused, 0, at);
    if (
      !isReroute &&
      rung.onMissingReceipt === "reroute" &&
      !unused.every((provider) => this.hasGot(provider, at)) &&
      !isLedPast &&
      tries < TRIES &&
      this.hasTime(at)
    )
      this.say("on unknown", `was escalated from step ${this.stand.step}, although another provider was untried`);
    if (isReroute && !mayRepeat && !others) this.say("on unknown", "was rerouted to a provider that was silent before");
  }
}
