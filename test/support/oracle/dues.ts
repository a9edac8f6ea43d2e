import { Causes, patienceOf } from "./causes.ts";
import { LEASE_MS } from "./standing.ts";

/** Events after which the recipient's next message waits for its provider. */
export const READY = new Set(["enrolled", "escalated", "rerouted", "a message was refused", "a promise"]);

/** Length of a reroute around a throttling provider (docs/pace.md). */
const REROUTE_MS = 15 * 60_000;

export class Dues extends Causes {
  /** Checks that every move with a due time before `at` has happened. */
  protected inTime(at: number): void {
    const { tolerances, ears, person } = this.all;
    const stand = this.stand;
    if (tolerances.promptMs === undefined || stand.isOver) return;
    const due = Math.min(stand.due, person.deadline);
    const isSendable = stand.what === "enrolled" || stand.what === "escalated";
    const prompt = isSendable ? due + this.leaveMs(due) : ears.heardBy(due + tolerances.promptMs, tolerances.fetchMs);
    const promptMs = prompt - due;
    const rested = this.restedBy(due, this.heldBy(due, prompt, promptMs), promptMs, at);
    const by = this.heldBy(due, rested, promptMs);
    if (at <= by) return;
    const late = Math.round((at - due) / 1_000);
    this.say("in time", `still waited ${late} s after "${stand.what}" in step ${stand.step}`);
    stand.due = Number.POSITIVE_INFINITY;
  }

  /**
   * Returns the milliseconds within which relance sends a due message. Includes time for the provider's rate and for
   * the leases of dead workers.
   */
  protected leaveMs(due: number): number {
    const { facts, tolerances } = this.all;
    let most = tolerances.leaveMs + this.turnMs();
    let last = Number.NEGATIVE_INFINITY;
    const all = [...facts.sendings, ...(facts.elsewhere?.sendings ?? [])].filter(({ isStruck }) => isStruck);
    const times = all.map(({ at }) => at).sort((one, other) => one - other);
    for (const at of times) {
      if (at < due || at > due + most || at < last + LEASE_MS / 2) continue;
      if (last > 0) most += LEASE_MS;
      last = at;
    }
    return most;
  }

  /**
   * Returns the time until which a closed window, a pause or a spent budget may delay a recipient; `by` without a
   * delay.
   */
  protected heldBy(due: number, by: number, promptMs: number): number {
    const { what } = this.stand;
    if (!READY.has(what)) return by;
    const { rests, holds } = this.all;
    const route = this.rung()?.route ?? [];
    const works = route.every((provider) => !rests.mayRest(provider, due, by));
    const isFresh = (what === "enrolled" || what === "escalated") && this.stand.used.size === 0;
    const end = holds.endOf(route, due, by, isFresh && works); // recipients skip a paused provider
    return Math.max(by, end + Math.max(promptMs, this.leaveMs(end)));
  }

  /** Returns until when a recipient may wait for a provider that does not answer. */
  protected restedBy(due: number, prompt: number, promptMs: number, at: number): number {
    const { rests, script, person } = this.all;
    const { what, step } = this.stand;
    const rung = this.rung();
    if (!READY.has(what) || rung === undefined) return prompt;
    let by = prompt;
    let resting: readonly string[] = [];
    let isThrottled = false;
    for (let isResting = true; isResting && by < person.deadline; ) {
      resting = rung.route.filter((provider) => rests.mayRest(provider, due, by));
      const throttled = rung.route.map((provider) => rests.throttledUntil(provider, due, by, promptMs) + promptMs);
      isThrottled ||= throttled.some((end) => end > by);
      const ends = [...resting.map((provider) => rests.endOf(provider, by - promptMs) + promptMs), ...throttled];
      isResting = ends.some((end) => end > by);
      by = Math.max(by, ...ends);
    }
    const hasThrottled = rung.route.some((provider) => rests.throttledIn(provider, due - REROUTE_MS, due));
    if (hasThrottled && this.stand.used.size > 0) return by + REROUTE_MS; // the reroute's target was already tried
    if (isThrottled || resting.length === 0) return by;
    const closed = Math.max(prompt - promptMs, ...resting.map((provider) => rests.closedBy(provider, at)));
    const refusing = resting.filter((provider) => rests.mayRefuseAccount(provider, due, by));
    const isFree = (one: string) => !this.stand.used.has(this.vendor(one)) && !this.hasGot(one, at);
    const others = rung.route.filter((one) => !resting.includes(one) && isFree(one));
    if (refusing.length > 0 && refusing.length === resting.length && others.length > 0)
      return Math.min(by, closed + promptMs);
    const from = this.stand.refusedAt ?? closed; // the first refusal; later probes do not extend the wait
    const end = from + (refusing.length > 0 ? (rung.waitMs ?? Number.POSITIVE_INFINITY) : patienceOf(rung));
    const hasOther = script.rungs.some((_, k) => k + 1 > step && this.canTake(k + 1, end));
    return Math.min(by, (hasOther ? end : person.deadline) + promptMs);
  }
}
