import type { AttemptState, Evidence } from "@relance/spec";
import type { RelanceEvent } from "relance";
import type { Account, Finding, Report, Sending, StatusRequest, Tolerances, WorldFacts, WorldPerson } from "./facts.ts";

export interface Attempt {
  readonly id: string;
  readonly key: string;
  readonly provider: string;
  readonly step: number;
  readonly submittedAt: number;
  readonly sending: Sending | undefined;
  readonly reports: readonly Report[];
  /**
   * Answered look-ups. A "not found" is included only from a provider whose "not found" proves that nothing was sent.
   */
  readonly asked: readonly StatusRequest[];
  readonly events: readonly RelanceEvent[];
}

export function attemptsOf(facts: WorldFacts, account: Account): ReadonlyMap<string, Attempt> {
  const sendings = new Map(facts.sendings.map((one) => [one.attemptId, one]));
  const reports = Map.groupBy(facts.reports, ({ attemptId }) => attemptId);
  const counts = ({ what, found, provider }: StatusRequest) =>
    what === "look-up" && (found === true || facts.fakeVendors[provider]?.proves === true);
  const asked = Map.groupBy(facts.asked.filter(counts), ({ attemptId = "" }) => attemptId);
  const attempts = new Map<string, Attempt>();
  for (const [key, walk] of account.walks) {
    const events = Map.groupBy(walk, ({ attemptId = "" }) => attemptId);
    for (const { type, attemptId: id, provider = "", step = -1, at } of walk) {
      if (type !== "attempt.submitted" || id === undefined) continue;
      attempts.set(id, {
        id,
        key,
        provider,
        step,
        submittedAt: at.getTime(),
        sending: sendings.get(id),
        reports: reports.get(id) ?? [],
        asked: asked.get(id) ?? [],
        events: events.get(id) ?? [],
      });
    }
  }
  return attempts;
}

/**
 * Returns whether the store must contain the report for this attempt. The store must if relance accepted the report,
 * and the report has an attempt id or a stored message id.
 */
function mustKnow({ sending }: Attempt, { keptAt, isByRef }: Report): boolean {
  return keptAt !== undefined && (!isByRef || (sending?.answer === "accepted" && !sending.isStruck));
}

export function statesOf(
  attempt: Attempt,
  { seesAll }: Tolerances,
  mayHaveReplied: boolean,
): ReadonlySet<AttemptState> {
  const { sending, reports, asked } = attempt;
  if (reports.some((report) => mustKnow(attempt, report))) return new Set(["accepted"]);
  const allowed = new Set<AttemptState>();
  const doubt = () => allowed.add("uncertain").add("unresolved");
  if (mayHaveReplied || reports.length > 0 || asked.some(({ found }) => found)) allowed.add("accepted");
  if (sending === undefined) {
    doubt().add("not-sent");
    return seesAll ? allowed : allowed.add("rejected").add("deferred").add("submitting");
  }
  if (sending.isStruck || sending.answer === "nothing" || sending.answer === "unsure") doubt();
  if (sending.answer === "accepted") allowed.add("accepted");
  if (sending.answer === "refused") allowed.add("rejected");
  if (sending.answer === "throttled") allowed.add("deferred");
  if (sending.answer === "unsure") {
    if (sending.takenAt === undefined) allowed.add("rejected").add("deferred");
    else allowed.add("accepted");
  }
  if (sending.takenAt === undefined && asked.some(({ found }) => found === false)) allowed.add("not-sent");
  return allowed;
}

/** Time within which relance applies a received item, in milliseconds (docs/reliability.md). */
const FOLD_MS = 2_000;

const BIT = { "in-transit": 1, temporary: 2, permanent: 4, delivered: 8, engaged: 16, unknown: 32 } as const;

function bitOf({ kind, addressPermanent }: Report): number {
  if (kind === "undelivered") return addressPermanent ? BIT.permanent : BIT.temporary;
  return BIT[kind];
}

/**
 * Returns the evidence of several receipts (docs/states.md). The best receipt counts, but in email a bounce outweighs
 * "delivered".
 */
function evidenceOf(bits: number, isEmail: boolean): Evidence {
  if (bits & BIT.engaged) return "engaged";
  if (bits & BIT.delivered && !isEmail) return "delivered";
  if (bits & BIT.permanent) return "undelivered-permanent";
  if (bits & BIT.temporary) return "undelivered-temporary";
  if (bits & BIT.delivered) return "delivered";
  if (bits & BIT.unknown) return "unknown";
  return bits & BIT["in-transit"] ? "in-transit" : "none";
}

/**
 * Returns the possible final evidence of an attempt. Several results are possible only if relance may have missed a
 * report.
 */
function evidencesOf(attempt: Attempt, mayHaveReplied: boolean): ReadonlySet<Evidence> {
  const { provider, reports, events, asked } = attempt;
  let sure = events.some(({ type }) => type === "attempt.unknown") ? BIT.unknown : 0;
  let perhaps: number = mayHaveReplied ? BIT.engaged : 0;
  for (const report of reports) {
    if (mustKnow(attempt, report)) sure |= bitOf(report);
    else perhaps |= bitOf(report);
  }
  if (asked.some(({ found }) => found)) perhaps |= BIT["in-transit"] | BIT.delivered | BIT.temporary | BIT.permanent;
  const possible = new Set<Evidence>();
  for (let more = 0; more < 64; more++) {
    if ((more & ~perhaps) === 0) possible.add(evidenceOf(sure | more, provider.startsWith("email.")));
  }
  return possible;
}

const REPORTED = {
  "in-transit": "attempt.in-transit",
  delivered: "attempt.delivered",
  undelivered: "attempt.undelivered",
  engaged: "attempt.engaged",
} as const;

function foldedBy({ keptAt = 0, isByRef }: Report, { promptMs }: Tolerances): number {
  return promptMs === undefined || isByRef ? Number.POSITIVE_INFINITY : keptAt + FOLD_MS;
}

/** Checks that every request is an attempt in the store with the right state, and that every report is stored. */
export function judgeAttempts(
  facts: WorldFacts,
  account: Account,
  attempts: ReadonlyMap<string, Attempt>,
  tolerances: Tolerances,
): Finding[] {
  const found: Finding[] = [];
  const say = (rule: string, fact: string) => found.push({ rule, fact });
  const seen = new Map<string, number>();
  for (const { attemptId, key } of facts.sendings) {
    seen.set(attemptId, (seen.get(attemptId) ?? 0) + 1);
    const attempt = attempts.get(attemptId);
    if (attempt === undefined)
      say("attempts", `${attemptId} reached ${key}'s provider but relance has no record of it`);
    else if (attempt.key !== key) say("attempts", `${attemptId} of ${attempt.key} was sent to ${key}`);
  }
  for (const [id, count] of seen) if (count > 1) say("one request", `${id} was ${count} requests`);
  const replied = new Set(facts.words.filter(({ by }) => by === "reply").map(({ address }) => address));
  const isReplier = ({ contacts }: WorldPerson) => contacts.some(({ address }) => replied.has(address));
  const repliers = new Set(facts.people.filter(isReplier).map(({ key }) => key));
  const states = new Spread();
  const evidences = new Spread();
  const last = new Map(account.people.map(({ lastAttempt }) => [lastAttempt?.attemptId, lastAttempt?.evidence]));
  for (const attempt of attempts.values()) {
    const { id, provider, reports, events } = attempt;
    // a recipient who answers has read the message
    const mayHaveReplied = provider.startsWith("sms.") && repliers.has(attempt.key);
    for (const fact of untrue(attempt, tolerances, mayHaveReplied)) say("states", `${id} over ${provider} ${fact}`);
    states.expect(provider, statesOf(attempt, tolerances, mayHaveReplied));
    const possible = evidencesOf(attempt, mayHaveReplied);
    evidences.expect(provider, possible);
    const told = last.get(id);
    if (told !== undefined && !possible.has(told as Evidence))
      say("evidence", `${id} has the evidence ${told}, but the reports give ${[...possible].join(" or ")}`);
    for (const report of reports) {
      const by = foldedBy(report, tolerances);
      const isKept = events.some(({ type, at }) => type === REPORTED[report.kind] && at.getTime() <= by);
      if (mustKnow(attempt, report) && !isKept)
        say("receipts", `${id} was reported as ${report.kind}, but the report is missing`);
    }
  }
  for (const { provider, state, evidence, count } of account.attempts) {
    states.is(provider, state, count);
    evidences.is(provider, evidence, count);
  }
  for (const fact of states.differences()) say("ledger of attempts", fact);
  for (const fact of evidences.differences()) say("ledger of evidence", fact);
  return found;
}

function untrue(attempt: Attempt, tolerances: Tolerances, mayHaveReplied: boolean): string[] {
  const { sending, reports, asked, events } = attempt;
  const isSure = sending !== undefined && !sending.isStruck && sending.answer !== "unsure";
  const found: string[] = [];
  const isProven = mayHaveReplied || reports.length > 0 || asked.some(({ found }) => found);
  for (const { type, at } of events) {
    const answer = sending?.answer ?? "nothing";
    if (type === "attempt.accepted") {
      if (sending?.takenAt === undefined && !isProven) found.push("counts as accepted, but was not");
      else if (isSure && answer !== "accepted" && !isProven) found.push(`counts as accepted, and ${answer} was heard`);
      if ((sending?.takenAt ?? 0) > at.getTime() + tolerances.clockMs) found.push("was accepted before it was taken");
    }
    if (type === "attempt.not-sent" && sending !== undefined) {
      const isProof = asked.some(({ found, at: then }) => found === false && then <= at.getTime());
      if (sending.at <= at.getTime() && !isProof) found.push("counts as not sent, but was sent");
    }
    if (!isSure) continue;
    if (type === "attempt.rejected" && answer !== "refused") found.push(`counts as refused, and ${answer} was heard`);
    if (type === "attempt.deferred" && answer !== "throttled")
      found.push(`counts as deferred, and ${answer} was heard`);
    if (type === "attempt.uncertain" && answer !== "nothing" && !sending.isLate)
      found.push(`counts as uncertain, and ${answer} was heard`);
  }
  return found;
}

/** Minimum and maximum number of attempts by provider and state (or evidence), for comparison with the ledger. */
class Spread {
  readonly #least = new Map<string, number>();
  readonly #most = new Map<string, number>();
  readonly #is = new Map<string, number>();

  expect(provider: string, possible: ReadonlySet<string>): void {
    for (const one of possible) add(this.#most, `${provider} ${one}`, 1);
    const [only] = possible;
    if (possible.size === 1) add(this.#least, `${provider} ${only}`, 1);
  }

  is(provider: string, what: string, count: number): void {
    add(this.#is, `${provider} ${what}`, count);
  }

  differences(): string[] {
    return [...new Set([...this.#most.keys(), ...this.#is.keys()])].flatMap((name) => {
      const [least, is, most] = [this.#least, this.#is, this.#most].map((map) => map.get(name) ?? 0);
      if (is === undefined || least === undefined || most === undefined) return [];
      return is < least || is > most ? [`${name}: ${is}, expected ${least} to ${most}`] : [];
    });
  }
}

function add(map: Map<string, number>, name: string, count: number): void {
  map.set(name, (map.get(name) ?? 0) + count);
}

/**
 * Checks that a step sends no second message through the same vendor, unless the first message certainly did not
 * arrive.
 */
export function judgeRepeats(facts: WorldFacts, { walks }: Account, attempts: ReadonlyMap<string, Attempt>): Finding[] {
  if (facts.definition.guarantee === "at-least-once") return [];
  const found: Finding[] = [];
  const before = new Map<string, Attempt>();
  for (const attempt of attempts.values()) {
    const { id, key, provider, step, sending, submittedAt } = attempt;
    const vendor = facts.fakeVendors[provider]?.vendor;
    if (sending === undefined) continue;
    const place = `${key} ${vendor} ${step} ${sending.address}`;
    const earlier = before.get(place);
    before.set(place, attempt);
    const isAnew = walks.get(key)?.some(({ type, at }) => {
      const then = at.getTime();
      const isReopened = type === "enrollment.reversed" || type === "enrollment.reopened";
      return isReopened && then <= submittedAt && then >= (earlier?.submittedAt ?? then);
    });
    const isGivenBack = facts.words.some(
      ({ says, address, at }) =>
        says === "lifted" && address === sending.address && at <= submittedAt && at >= (earlier?.submittedAt ?? at),
    );
    if (isGivenBack) continue;
    if (earlier !== undefined && isAnew !== true && !hasFailed(earlier, submittedAt))
      found.push({
        rule: "at most once",
        fact: `${key} got ${id} over ${vendor} although ${earlier.id} is not known to have failed`,
      });
  }
  return found;
}

function hasFailed({ sending, reports, asked }: Attempt, by: number): boolean {
  if (sending === undefined) return true;
  if (sending.answer === "refused" || sending.answer === "throttled") return true;
  if (sending.answer === "unsure" && sending.takenAt === undefined) return true;
  if (reports.some(({ kind, at }) => kind === "undelivered" && at <= by)) return true;
  const isProven = asked.some(({ found, at }) => found === false && at <= by);
  return isProven && sending.takenAt === undefined;
}
