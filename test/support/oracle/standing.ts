import type { Attempt } from "./attempts.ts";
import type { Ears } from "./ears.ts";
import type { Finding, Sending, Tolerances, Word, WorldFacts, WorldPerson } from "./facts.ts";
import type { Holds } from "./holds.ts";
import type { Rests } from "./rests.ts";
import { fullWaits, hasContact, type Rung, type Script } from "./script.ts";
import { concerns } from "./words.ts";

/**
 * Milliseconds that relance waits for late receipts and replies before it treats a recipient as silent
 * (docs/reliability.md).
 */
export const GRACE_MS = 2_000;
/** Milliseconds without a heartbeat after which a worker counts as dead. */
export const LEASE_MS = 30_000;
/** Minimum milliseconds that relance plans between two messages. */
export const AIR_MS = 60_000;

interface Stand {
  step: number;
  /** Earliest time at which this step's wait for an answer may have begun, after a message to any contact. */
  begunAt: number | undefined;
  /** Earliest time at which this step's wait may have begun, after a message to the current contact. */
  ownBegunAt: number | undefined;
  address: string | undefined;
  attempt: Attempt | undefined;
  acceptedAt: number | undefined;
  snoozedUntil: number;
  readyAt: number;
  /** When the recipient began to wait for this provider. Refusals of the account do not change this time. */
  waitsFrom: number;
  /** When the provider first refused the account in this step. */
  refusedAt: number | undefined;
  tries: number;
  readonly used: Set<string>;
  /** Time by which the next move must have happened. */
  due: number;
  what: string;
  isOver: boolean;
}

export interface ClimbFacts {
  readonly facts: WorldFacts;
  readonly script: Script;
  readonly ears: Ears;
  readonly holds: Holds;
  readonly rests: Rests;
  readonly person: WorldPerson;
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly tolerances: Tolerances;
}

export class Standing {
  protected readonly all: ClimbFacts;
  protected readonly words: readonly Word[];
  protected readonly sendings: readonly Sending[];
  protected now = 0;
  protected readonly found: Finding[] = [];
  protected readonly stand: Stand = {
    step: 1,
    begunAt: undefined,
    ownBegunAt: undefined,
    address: undefined,
    attempt: undefined,
    acceptedAt: undefined,
    snoozedUntil: 0,
    readyAt: 0,
    waitsFrom: 0,
    refusedAt: undefined,
    tries: 0,
    used: new Set(),
    due: Number.POSITIVE_INFINITY,
    what: "",
    isOver: false,
  };

  constructor(all: ClimbFacts) {
    this.all = all;
    this.words = all.facts.words.filter((word) => concerns(word, all.person));
    this.sendings = all.facts.sendings.filter(({ key }) => key === all.person.key);
  }

  protected say(rule: string, fact: string): void {
    this.found.push({ rule, fact: `${this.all.person.key} ${fact}` });
  }

  protected expect(due: number, what: string): void {
    this.stand.due = Math.max(due, this.stand.snoozedUntil, this.now);
    this.stand.what = what;
    this.stand.readyAt = this.now;
    if (what !== "a message left") this.stand.waitsFrom = this.now;
  }

  protected rung(step: number = this.stand.step): Rung | undefined {
    return this.all.script.rungs[step - 1];
  }

  protected vendor(provider = ""): string {
    return this.all.script.fakeVendors[provider]?.vendor ?? provider;
  }

  protected waitEnd(): number {
    const { script, person } = this.all;
    const { ownBegunAt: begunAt = Number.POSITIVE_INFINITY } = this.stand;
    const end = person.deadline - script.callBufferMs;
    const wait = this.rung()?.waitMs;
    return wait === undefined ? Math.max(begunAt, end) : begunAt + wait;
  }

  protected isFailed(at: number): boolean {
    const { attempt } = this.stand;
    const heard = attempt?.events.filter((event) => event.at.getTime() <= at).map(({ type }) => type) ?? [];
    const isArrived = heard.includes("attempt.engaged") || heard.includes("attempt.delivered");
    return heard.includes("attempt.undelivered") && (!isArrived || this.rung()?.channel === "email");
  }

  protected isSameSilence(step: number): boolean {
    const silent = this.vendor(this.stand.attempt?.provider);
    const rung = this.rung(step);
    return (
      rung?.channel === this.rung()?.channel &&
      rung?.route.every((provider) => this.vendor(provider) === silent) === true
    );
  }

  protected canTake(step: number, at: number): boolean {
    const { script, person, tolerances } = this.all;
    const rung = this.rung(step);
    const isOpen = person.contacts.some(
      ({ channel, address }) => channel === rung?.channel && !this.isBarred(address, at),
    );
    if (!isOpen || this.isHeld(at, person.deadline, step)) return false;
    const hasLater = script.rungs.slice(step).some((later) => hasContact(person, later));
    const last = person.deadline - (hasLater ? script.callBufferMs : 0);
    const needed = script.ifLate === "skip" ? fullWaits(script, person, step) + AIR_MS : 0;
    return at + GRACE_MS + tolerances.clockMs < Math.min(last, last - needed);
  }

  protected isBarred(address: string, at: number): boolean {
    const { script, attempts } = this.all;
    const isDenied = this.words.some(
      ({ says, address: by, at: then }) =>
        then <= at && (says === "stop" || script.effect(says) === "next-contact") && by === address,
    );
    return (
      isDenied ||
      this.hasUnseen(address) ||
      this.sendings.some(({ attemptId, address: to, answer, takenAt, lastReportAt = 0 }) => {
        if (to !== address) return false;
        if (answer === "refused" && lastReportAt <= at) return true;
        if (answer === "unsure" && takenAt === undefined) return true;
        return attempts
          .get(attemptId)
          ?.reports.some(({ addressPermanent, at: then }) => addressPermanent && then <= at);
      })
    );
  }

  /** Returns whether a provider may have refused this address without a trace in the recorded requests. */
  protected hasUnseen(address: string): boolean {
    const { attempts, person, script, tolerances } = this.all;
    const channel = person.contacts.find((contact) => contact.address === address)?.channel;
    return (
      !tolerances.seesAll &&
      [...attempts.values()].some(
        ({ key, sending, provider }) =>
          key === person.key && sending === undefined && script.fakeVendors[provider]?.channel === channel,
      )
    );
  }

  protected isHeld(from: number, to: number, step: number = this.stand.step): boolean {
    return this.all.holds.touch(this.rung(step)?.route ?? [], from, to);
  }

  /**
   * Returns the milliseconds for sending one message to every recipient at the lowest rate of this step's providers.
   */
  protected turnMs(): number {
    const { script, facts } = this.all;
    const messages = facts.people.length + (facts.elsewhere?.people.length ?? 0);
    const rates = this.rung()?.route.map((one) => script.fakeVendors[one]?.perSecond ?? Number.POSITIVE_INFINITY) ?? [];
    return (messages / Math.min(...rates)) * 1_000;
  }

  protected hasTime(at: number): boolean {
    const { script, person, tolerances } = this.all;
    const needed = script.ifLate === "skip" ? fullWaits(script, person, this.stand.step) + 2 * AIR_MS : 0;
    if (this.isHeld(at, person.deadline)) return false;
    return at + tolerances.budgetMs + needed + AIR_MS < person.deadline - script.callBufferMs;
  }
}
