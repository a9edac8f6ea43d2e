import type { RelanceEvent } from "relance";
import type { Attempt } from "./attempts.ts";
import { Ears } from "./ears.ts";
import type { Account, Finding, Sending, Somebody, Tolerances, Word, WorldFacts } from "./facts.ts";
import type { Rests } from "./rests.ts";
import { fullWaits, hasContact, type Rung, readScript, type Script } from "./script.ts";

/** docs/reliability.md: silence is judged this long behind what was heard. */
const GRACE_MS = 2_000;
/** The longest that anybody waits for a word about a message that may have left or not. */
const DOUBT_MS = 10 * 60_000;
/** The longest rest before the same provider is tried again. */
const BACK_OFF_MS = 2 * 60_000;
/** docs/incidents.md: the longest time between two messages that try a provider that does not answer. */
const LONGEST_REST_MS = 17 * 60_000;
/** The lease of a worker: whoever holds something that long without a word is taken for dead. */
const LEASE_MS = 30_000;
/** A ladder is planned with this much air between two messages. */
const AIR_MS = 60_000;
/** Tries in one step. */
const TRIES = 4;

/** Where a person stands, as the oracle follows them. */
interface Stand {
  step: number;
  /** When the wait of this step may have begun, with whichever contact. */
  begunAt: number | undefined;
  /** The same with the contact in use. */
  ownBegunAt: number | undefined;
  address: string | undefined;
  /** The last attempt, and whether the ladder still waits for it. */
  attempt: Attempt | undefined;
  acceptedAt: number | undefined;
  snoozedUntil: number;
  /** Since when they stand as they do. */
  readyAt: number;
  tries: number;
  readonly used: Set<string>;
  /** By when something has to happen, and what it is. */
  due: number;
  what: string;
  isOver: boolean;
}

interface LadderFacts {
  readonly facts: WorldFacts;
  readonly account: Account;
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly rests: Rests;
  readonly tolerances: Tolerances;
}

/** Follows each person up the ladder: who moved was right to, who had to move did, and in time. */
export function judgeLadder({ facts, account, attempts, rests, tolerances }: LadderFacts): Finding[] {
  const script = readScript(facts.definition, facts.farEnds);
  const ears = new Ears(facts);
  const people = new Map(facts.people.map((person) => [person.key, person]));
  return [...account.walks].flatMap(([key, walk]) => {
    const person = people.get(key);
    if (person === undefined) return [{ rule: "people", fact: `${key} is in no line of the audience` }];
    return new Climb({ facts, script, ears, rests, person, attempts, tolerances }).follow(walk);
  });
}

interface ClimbFacts {
  readonly facts: WorldFacts;
  readonly script: Script;
  readonly ears: Ears;
  readonly rests: Rests;
  readonly person: Somebody;
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly tolerances: Tolerances;
}

/** After these a message waits for its provider. */
const READY = new Set(["enrolled", "escalated", "rerouted", "a message was turned away", "a promise"]);

/** docs/incidents.md: how long somebody waits for a provider that does not answer. */
function patienceOf({ waitMs = Number.POSITIVE_INFINITY, overdueMs, onUnknown }: Rung): number {
  return onUnknown === "wait" ? waitMs : Math.min(waitMs, overdueMs);
}

/** One person's way. */
class Climb {
  readonly #all: ClimbFacts;
  readonly #words: readonly Word[];
  readonly #sendings: readonly Sending[];
  /** Of the event that is being looked at. */
  #now = 0;
  readonly #found: Finding[] = [];
  readonly #stand: Stand = {
    step: 1,
    begunAt: undefined,
    ownBegunAt: undefined,
    address: undefined,
    attempt: undefined,
    acceptedAt: undefined,
    snoozedUntil: 0,
    readyAt: 0,
    tries: 0,
    used: new Set(),
    due: Number.POSITIVE_INFINITY,
    what: "",
    isOver: false,
  };

  constructor(all: ClimbFacts) {
    this.#all = all;
    this.#words = all.facts.words.filter(({ key }) => key === all.person.key);
    this.#sendings = all.facts.sendings.filter(({ key }) => key === all.person.key);
  }

  follow(walk: readonly RelanceEvent[]): readonly Finding[] {
    for (const event of walk) {
      this.#now = event.at.getTime();
      this.#inTime(this.#now);
      this.#take(event);
    }
    this.#inTime(this.#all.facts.endedAt);
    return this.#found;
  }

  #say(rule: string, fact: string): void {
    this.#found.push({ rule, fact: `${this.#all.person.key} ${fact}` });
  }

  /** What was due before `at` has happened by then. */
  #inTime(at: number): void {
    const { tolerances, ears, person } = this.#all;
    const stand = this.#stand;
    if (tolerances.promptMs === undefined || stand.isOver) return;
    const due = Math.min(stand.due, person.deadline);
    const isSendable = stand.what === "enrolled" || stand.what === "escalated"; // nothing is waited for
    const prompt = isSendable ? due + tolerances.leaveMs : ears.heardBy(due + tolerances.promptMs, tolerances.fetchMs);
    const by = this.#restedBy(due, prompt, at);
    if (at <= by) return;
    const late = Math.round((at - due) / 1_000);
    this.#say("in time", `still waited ${late} s after ${stand.what} in step ${stand.step}`);
    stand.due = Number.POSITIVE_INFINITY; // said once
  }

  /** Who waits for a provider that does not answer goes on when it works again, or to another step when theirs is over. */
  #restedBy(due: number, prompt: number, at: number): number {
    const { rests, script, person } = this.#all;
    const { what, step } = this.#stand;
    const rung = this.#rung();
    if (!READY.has(what) || rung === undefined) return prompt;
    const promptMs = prompt - due;
    let by = prompt;
    let resting: readonly string[] = [];
    for (let isResting = true; isResting && by < person.deadline; ) {
      resting = rung.route.filter((provider) => rests.mayRest(provider, due, by));
      const ends = resting.map((provider) => rests.endOf(provider, by - promptMs) + promptMs);
      isResting = ends.some((end) => end > by);
      by = Math.max(by, ...ends);
    }
    const closed = Math.max(due, ...resting.map((provider) => rests.closedBy(provider, at)));
    const end = closed + patienceOf(rung);
    const hasOther = script.rungs.some((_, k) => k + 1 > step && this.#canTake(k + 1, end));
    return Math.min(by, (hasOther ? end : person.deadline) + promptMs);
  }

  #expect(due: number, what: string): void {
    this.#stand.due = Math.max(due, this.#stand.snoozedUntil, this.#now); // what is over is due now
    this.#stand.what = what;
    this.#stand.readyAt = this.#now;
  }

  #take(event: RelanceEvent): void {
    const at = event.at.getTime();
    const stand = this.#stand;
    switch (event.type) {
      case "enrollment.enrolled":
        stand.step = event.step ?? 0;
        this.#expect(at, "enrolled");
        return;
      case "attempt.submitted":
        this.#submitted(event, at);
        return;
      case "enrollment.rerouted":
      case "enrollment.escalated":
      case "enrollment.exhausted":
        this.#moved(event, at);
        return;
      case "enrollment.answered":
        this.#answered(event, at);
        return;
      case "enrollment.acknowledged":
      case "enrollment.suppressed":
      case "enrollment.expired":
        this.#ended(event, at);
        return;
      default:
        if (READY.has(stand.what)) return; // the ladder has let go of its attempt
        if (event.type.startsWith("attempt.") && event.attemptId === stand.attempt?.id) this.#heard(event, at);
    }
  }

  #submitted(event: RelanceEvent, at: number): void {
    const { attempts } = this.#all;
    const stand = this.#stand;
    stand.attempt = attempts.get(event.attemptId ?? "");
    stand.acceptedAt = undefined;
    const address = stand.attempt?.sending?.address;
    if (address !== undefined && address !== stand.address) {
      stand.ownBegunAt = undefined; // with another contact the step begins anew
      stand.address = address;
      stand.tries = 0;
      stand.used.clear();
    }
    stand.tries += 1;
    if (event.step !== stand.step) this.#say("steps", `was sent step ${event.step} while in step ${stand.step}`);
    const rung = this.#rung();
    if (!rung?.route.includes(event.provider ?? ""))
      this.#say("steps", `was sent over ${event.provider}, which is not on the way`);
    stand.used.add(this.#vendor(event.provider));
    this.#expect(at + this.#all.tolerances.budgetMs + LEASE_MS, "a message left");
  }

  /** A word about the attempt that the ladder waits for. */
  #heard(event: RelanceEvent, at: number): void {
    const { tolerances } = this.#all;
    const stand = this.#stand;
    switch (event.type) {
      case "attempt.accepted":
        stand.begunAt ??= at;
        stand.ownBegunAt ??= at;
        stand.acceptedAt = at;
        this.#wait(at);
        return;
      case "attempt.uncertain":
        this.#expect(at + this.#doubtMs(), "a message was in doubt");
        return;
      case "attempt.unresolved":
        stand.begunAt ??= at;
        stand.ownBegunAt ??= at;
        this.#expect(at + (this.#rung()?.waitMs ?? Number.POSITIVE_INFINITY), "a doubt was given up");
        return;
      case "attempt.unknown":
        this.#silent(at);
        this.#expect(this.#waitEnd(), "a receipt was overdue");
        return;
      case "attempt.deferred":
      case "attempt.not-sent":
        stand.used.delete(this.#vendor(event.provider)); // nothing left: it was not silent
        this.#expect(at + BACK_OFF_MS, "a message was turned away");
        return;
      case "attempt.rejected":
        this.#expect(at + BACK_OFF_MS, "a message was turned away");
        return;
      case "attempt.undelivered":
        if (stand.acceptedAt !== undefined && this.#isFailed(at)) this.#expect(at, "a message had failed");
        return;
      case "attempt.delivered":
      case "attempt.engaged":
        if (stand.acceptedAt !== undefined && !this.#isFailed(at)) this.#expect(this.#waitEnd(), "it arrived");
        return;
      default:
        if (tolerances.promptMs === undefined) return;
    }
  }

  #wait(at: number): void {
    const { attempt } = this.#stand;
    const rung = this.#rung();
    if (this.#isFailed(at)) {
      this.#expect(at, "a message had failed");
      return;
    }
    const isReported = this.#all.script.farEnds[attempt?.provider ?? ""]?.receipts === true;
    const isFinal =
      attempt?.reports.some(({ kind, at: then }) => kind !== "in-transit" && then <= at) ||
      attempt?.events.some(({ type, at: then }) => type === "attempt.engaged" && then.getTime() <= at);
    const overdue = at + (rung?.overdueMs ?? 0);
    const end = this.#waitEnd();
    this.#expect(isReported && !isFinal ? Math.min(end, overdue) : end, "a message was accepted");
    if (isReported && !isFinal && overdue < end) this.#stand.due += this.#all.ears.receiverDownMs(at, this.#stand.due);
  }

  /** The latest end of this step's wait. */
  #waitEnd(): number {
    const { script, person } = this.#all;
    const { ownBegunAt: begunAt = Number.POSITIVE_INFINITY } = this.#stand;
    const end = person.deadline - script.handoverMs;
    const wait = this.#rung()?.waitMs;
    return wait === undefined ? Math.max(begunAt, end) : begunAt + wait;
  }

  /** The attempt has failed by what was reported until then. */
  #isFailed(at: number): boolean {
    const { attempt } = this.#stand;
    const heard = attempt?.events.filter((event) => event.at.getTime() <= at).map(({ type }) => type) ?? [];
    const isArrived = heard.includes("attempt.engaged") || heard.includes("attempt.delivered");
    return heard.includes("attempt.undelivered") && (!isArrived || this.#rung()?.channel === "email");
  }

  #rung(step: number = this.#stand.step): Rung | undefined {
    return this.#all.script.rungs[step - 1];
  }

  /** docs/reliability.md: a doubt ends with the first of these. */
  #doubtMs(): number {
    const { overdueMs = DOUBT_MS, waitMs = DOUBT_MS } = this.#rung() ?? {};
    return Math.min(DOUBT_MS, overdueMs, waitMs);
  }

  #vendor(provider = ""): string {
    return this.#all.script.farEnds[provider]?.vendor ?? provider;
  }

  /** A receipt is called overdue. */
  #silent(at: number): void {
    const { ears, facts, tolerances } = this.#all;
    const { attempt, acceptedAt } = this.#stand;
    const rung = this.#rung();
    if (attempt === undefined || acceptedAt === undefined || rung === undefined) return;
    const receiverDownMs = ears.receiverDownMs(acceptedAt, at);
    if (at + tolerances.clockMs < acceptedAt + rung.overdueMs + receiverDownMs)
      this.#say(
        "overdue",
        `was given up at ${attempt.provider} ${at - acceptedAt} ms after it was accepted, ${receiverDownMs} of them deaf`,
      );
    // between processes, what comes once the receipt is overdue may be folded after the judgement
    const by = tolerances.seesAll ? at : Math.min(at, acceptedAt + rung.overdueMs);
    const heard = attempt.reports.find(
      ({ kind, keptAt, isByRef }) => kind !== "in-transit" && !isByRef && keptAt !== undefined && keptAt < by,
    );
    if (heard !== undefined)
      this.#say("overdue", `was given up at ${attempt.provider}, which had reported ${heard.kind}`);
    if (facts.farEnds[attempt.provider]?.receipts !== true)
      this.#say("overdue", `waited for a receipt of ${attempt.provider}, which sends none`);
    this.#heardFirst(at);
  }

  /** Nobody is judged silent before it is known what was said while nobody listened, unless time runs out. */
  #heardFirst(at: number): void {
    const { ears, person, script } = this.#all;
    const { attempt, step } = this.#stand;
    const isPressed = at + 1.5 * AIR_MS + fullWaits(script, person, step + 1) >= person.deadline - script.handoverMs;
    if (attempt !== undefined && ears.isOpen(attempt.provider, at) && !isPressed)
      this.#say(
        "reconciled first",
        `was judged silent at ${attempt.provider} before it was known what had been missed`,
      );
  }

  #moved(event: RelanceEvent, at: number): void {
    const stand = this.#stand;
    this.#justify(event, at);
    if (event.type === "enrollment.rerouted") {
      if (stand.acceptedAt === undefined && stand.ownBegunAt === at) stand.ownBegunAt = undefined; // it was no wait
      if (event.step !== stand.step) this.#say("steps", `was rerouted from step ${stand.step} to ${event.step}`);
      this.#expect(at + BACK_OFF_MS, "rerouted");
      return;
    }
    const next = event.type === "enrollment.escalated" ? (event.step ?? 0) : this.#all.script.rungs.length + 1;
    if (event.type === "enrollment.exhausted" && (event.cause === "help" || event.cause === "poison")) {
      stand.isOver = true;
      return;
    }
    for (let step = stand.step + 1; step < next; step++) {
      if (this.#canTake(step, at) && !(event.cause === "receipt-overdue" && this.#isSameSilence(step)))
        this.#say("every step", `was led past step ${step} at ${event.cause}, which could still be taken`);
    }
    stand.isOver = event.type === "enrollment.exhausted";
    stand.step = next;
    stand.begunAt = undefined;
    stand.ownBegunAt = undefined;
    stand.address = undefined;
    stand.attempt = undefined;
    stand.tries = 0;
    stand.snoozedUntil = 0;
    stand.used.clear();
    this.#expect(at, "escalated");
  }

  /** The step leads to the silent provider again, and to nobody else. */
  #isSameSilence(step: number): boolean {
    const silent = this.#vendor(this.#stand.attempt?.provider);
    const rung = this.#rung(step);
    return (
      rung?.channel === this.#rung()?.channel &&
      rung?.route.every((provider) => this.#vendor(provider) === silent) === true
    );
  }

  /** There was a contact that nothing spoke against, and time. */
  #canTake(step: number, at: number): boolean {
    const { script, person, tolerances } = this.#all;
    const rung = this.#rung(step);
    const isOpen = person.contacts.some(
      ({ channel, address }) => channel === rung?.channel && !this.#isBarred(address, at),
    );
    if (!isOpen) return false;
    const hasLater = script.rungs.slice(step).some((later) => hasContact(person, later));
    const last = person.deadline - (hasLater ? script.handoverMs : 0);
    const needed = script.ifLate === "skip" ? fullWaits(script, person, step) + AIR_MS : 0;
    return at + GRACE_MS + tolerances.clockMs < Math.min(last, last - needed);
  }

  /** Something may have been said, or reported, against this address by then. */
  #isBarred(address: string, at: number): boolean {
    const { script, attempts } = this.#all;
    const isDenied = this.#words.some(
      ({ says, address: by, at: then }) =>
        then <= at && (says === "stop" || script.effect(says) === "next-contact") && by === address,
    );
    return (
      isDenied ||
      this.#hasUnseen(address) ||
      this.#sendings.some(({ attemptId, address: to, answer, takenAt, heardAt = 0 }) => {
        if (to !== address) return false;
        if (answer === "refused" && heardAt <= at) return true;
        if (answer === "unsure" && takenAt === undefined) return true;
        return attempts
          .get(attemptId)
          ?.reports.some(({ addressPermanent, at: then }) => addressPermanent && then <= at);
      })
    );
  }

  /** A message may have been refused for this address where the world does not see refusals. */
  #hasUnseen(address: string): boolean {
    const { attempts, person, script, tolerances } = this.#all;
    const channel = person.contacts.find((contact) => contact.address === address)?.channel;
    return (
      !tolerances.seesAll &&
      [...attempts.values()].some(
        ({ key, sending, provider }) =>
          key === person.key && sending === undefined && script.farEnds[provider]?.channel === channel,
      )
    );
  }

  /** Why somebody was moved on, held against what really was. */
  #justify(event: RelanceEvent, at: number): void {
    const { attempts, script } = this.#all;
    const { attempt } = this.#stand;
    const said = (matches: (word: Word) => boolean) => this.#words.some((word) => word.at <= at && matches(word));
    const because = `was moved on as "${event.cause}"`;
    switch (event.cause) {
      case "ack-timeout":
        this.#waited(at);
        return;
      case "receipt-overdue":
        this.#unknown(event, at);
        return;
      case "undelivered":
        if (!attempt?.reports.some(({ kind, at: then }) => kind === "undelivered" && then <= at) && !this.#isFailed(at))
          this.#say("causes", `${because}, and nobody had said so of ${attempt?.id}`);
        return;
      case "refused":
        if (attempt?.sending !== undefined && !["refused", "unsure"].includes(attempt.sending.answer))
          this.#say("causes", `${because}, and ${attempt.sending.answer} was heard of ${attempt.id}`);
        return;
      case "opted-out":
        if (!said(({ says }) => says === "stop")) this.#say("causes", `${because}, and never said STOP`);
        return;
      case "wrong-person":
        if (!said(({ says }) => script.effect(says) === "next-contact"))
          this.#say("causes", `${because}, and never said so`);
        return;
      case "help":
        if (!said(({ says }) => script.effect(says) === "handover")) this.#say("causes", `${because}, and never asked`);
        return;
      case "poison": {
        const doubted = [...attempts.values()].filter(
          ({ key, sending }) =>
            key === this.#all.person.key && (sending === undefined || sending.isStruck || sending.answer === "unsure"),
        );
        if (doubted.length < 3) this.#say("causes", `${because} after ${doubted.length} attempts without an outcome`);
        return;
      }
      case "too-late":
        if (this.#hasTime(at)) this.#say("causes", `${because}, and there was time`);
        return;
      case "unreachable":
        if (this.#rung() !== undefined && this.#canTake(this.#stand.step, at))
          this.#say("causes", `${because}, and there was a contact`);
        return;
      case "incident":
        if (!this.#isResting(at)) this.#say("causes", `${because}, and every provider of the step worked`);
        else this.#wasPatient(at);
        return;
      default:
        this.#say("causes", `${because}, which nothing outside explains`);
    }
  }

  /** A provider of the step did not answer lately. */
  #isResting(at: number): boolean {
    const { rests, tolerances } = this.#all;
    const route = this.#rung()?.route ?? [];
    return route.some((provider) => rests.mayRest(provider, at - tolerances.budgetMs, at));
  }

  /** Whoever passes by a provider that does not answer has waited for it as long as the file says, unless time is short. */
  #wasPatient(at: number): void {
    const { rests, script, person, tolerances } = this.#all;
    const { begunAt, readyAt, step } = this.#stand;
    const rung = this.#rung();
    if (rung === undefined || begunAt !== undefined) return;
    const closed = Math.min(...rung.route.map((provider) => rests.closedFrom(provider, at)));
    const from = Math.max(readyAt, closed);
    const later = fullWaits(script, person, step) + AIR_MS * (script.rungs.length - step + 1) + LONGEST_REST_MS;
    if (from + later > person.deadline - script.handoverMs) return;
    const end = from + patienceOf(rung);
    if (at + tolerances.clockMs < end)
      this.#say(
        "patience",
        `passed by a provider of step ${step} ${end - at} ms before they had waited for it long enough`,
      );
  }

  #hasTime(at: number): boolean {
    const { script, person, tolerances } = this.#all;
    const needed = script.ifLate === "skip" ? fullWaits(script, person, this.#stand.step) + 2 * AIR_MS : 0;
    return at + tolerances.budgetMs + needed + AIR_MS < person.deadline - script.handoverMs;
  }

  /** The wait of the step was really over. */
  #waited(at: number): void {
    const { script, person, tolerances } = this.#all;
    const { begunAt, snoozedUntil, step } = this.#stand;
    const rung = this.#rung();
    this.#heardFirst(at);
    if (begunAt === undefined && snoozedUntil === 0) {
      this.#say("waits", `was moved on from step ${step}, in which no wait had begun`);
      return;
    }
    const end = person.deadline - script.handoverMs;
    const later = fullWaits(script, person, step + 1) + AIR_MS * (script.rungs.length - step + 1);
    const began = begunAt ?? 0;
    const full = Math.max(rung?.waitMs === undefined ? end : began + rung.waitMs, snoozedUntil);
    const isSqueezed = full + later > end;
    const due = isSqueezed ? Math.min(full, end - later, began) : full;
    if (at + tolerances.clockMs < due + GRACE_MS)
      this.#say("waits", `was moved on from step ${step} ${full + GRACE_MS - at} ms before its wait was over`);
  }

  /** What the file says about silence and doubt was done. */
  #unknown(event: RelanceEvent, at: number): void {
    const { script, rests } = this.#all;
    const { attempt, used, tries } = this.#stand;
    const rung = this.#rung();
    if (attempt === undefined || rung === undefined) return;
    this.#heardFirst(at);
    const isReroute = event.type === "enrollment.rerouted";
    const isDoubt = attempt.events.some(({ type }) => type === "attempt.unresolved");
    const mayRepeat = isDoubt && script.repeats;
    if (rung.onUnknown === "wait" && !mayRepeat) this.#say("on unknown", "was moved on, and the file says wait");
    if (isReroute && rung.onUnknown === "escalate" && !mayRepeat)
      this.#say("on unknown", "was rerouted, and the file says escalate");
    const unused = rung.route.filter((provider) => !used.has(this.#vendor(provider)));
    const others = unused.length > 0;
    const isLedPast = unused.some((provider) => rests.mayRest(provider, 0, at)); // it counts as used
    if (!isReroute && rung.onUnknown === "reroute" && others && !isLedPast && tries < TRIES && this.#hasTime(at))
      this.#say("on unknown", `was escalated from step ${this.#stand.step}, and another provider was left`);
    if (isReroute && !mayRepeat && !others)
      this.#say("on unknown", "was rerouted to a provider that was silent before");
  }

  #answered(event: RelanceEvent, at: number): void {
    const { script, person } = this.#all;
    const stand = this.#stand;
    if (stand.isOver) return;
    const word = this.#words.find(
      ({ says, at: then }) => says === event.answer && then <= at + this.#all.tolerances.clockMs,
    );
    if (word === undefined) this.#say("answers", `answered "${event.answer}", and never did`);
    const effect = script.effect(event.answer ?? "");
    if (typeof effect !== "number") return;
    const later = fullWaits(script, person, stand.step + 1) + AIR_MS * (script.rungs.length - stand.step + 1);
    const isSqueezed = at + effect + later > person.deadline - script.handoverMs;
    stand.snoozedUntil = 0;
    this.#expect(at + effect, "a promise");
    stand.begunAt ??= at;
    stand.ownBegunAt = undefined; // a message that leaves after it has a wait of its own
    if (!isSqueezed) stand.snoozedUntil = at + effect;
    else stand.begunAt = Math.min(stand.begunAt, at - (this.#rung()?.waitMs ?? 0));
    stand.attempt = undefined;
  }

  #ended(event: RelanceEvent, at: number): void {
    const { person, tolerances, script } = this.#all;
    this.#stand.isOver = true;
    if (event.type === "enrollment.expired" && at + tolerances.clockMs < person.deadline + GRACE_MS)
      this.#say("deadline", `expired ${person.deadline + GRACE_MS - at} ms early`);
    if (event.type === "enrollment.suppressed") {
      if (!this.#words.some(({ says, at: then }) => says === "stop" && then <= at))
        this.#say("causes", "is suppressed and never said STOP");
      for (let step = this.#stand.step + 1; step <= script.rungs.length; step++)
        if (this.#canTake(step, at)) this.#say("every step", `is suppressed, and step ${step} could be taken`);
    }
    if (event.type === "enrollment.acknowledged") {
      const isSaid = this.#words.some(
        ({ says, at: then }) => script.effect(says) === "close" && then <= at + tolerances.clockMs,
      );
      if (!isSaid) this.#say("answers", "is acknowledged by nothing that was said");
    }
  }
}
