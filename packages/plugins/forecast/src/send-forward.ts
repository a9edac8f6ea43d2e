import {
  accept,
  canTake,
  checkClaim,
  due,
  type Enrollment,
  FLAG,
  isOpen,
  PHASE,
  Schedule,
  STATE,
  submit,
} from "@relance/rules";
import type { Plan } from "@relance/spec";
import type { Crowd } from "./crowd.ts";
import type { ForecastLate, ForecastPeople } from "./forecast.ts";
import { Queues, type RateOf } from "./queues.ts";
import { Release } from "./release.ts";

/** Default timeout of one send, in milliseconds, for providers without a timeout. */
const SEND_BUDGET_MS = 10_000;

interface StepTally {
  messages: number;
  segments: number;
  squeezed: number;
  tooLate: number;
  firstAt: number;
  lastAt: number;
}

export interface Sent {
  readonly steps: readonly StepTally[];
  readonly people: Omit<ForecastPeople, "enrolled">;
  readonly late: Omit<ForecastLate, "refused">;
  readonly waves: Release["waves"];
  /** How much later the campaign could start, in milliseconds; negative if it should start earlier. */
  readonly slackMs: number;
}

/** Facts about a recipient in the forecast, one bit per fact. */
const FATE = { sent: 1, compressed: 2, skipped: 4 } as const;

/** Simulates the campaign with the engine's rules. Assumes that every message is accepted and no recipient confirms. */
export function sendForward(
  crowd: Crowd,
  { rateFor, budgetFor }: { readonly rateFor: RateOf; readonly budgetFor: RateOf },
): Sent {
  const { plan, startAt } = crowd;
  const queues = new Queues(plan, rateFor);
  const release = new Release(plan, crowd.size, startAt);
  const fates = new Uint8Array(crowd.size);
  const missed = new Uint8Array(crowd.size);
  const steps = plan.steps.map(
    (): StepTally => ({ messages: 0, segments: 0, squeezed: 0, tooLate: 0, firstAt: 0, lastAt: 0 }),
  );
  const budgets = plan.steps.map(({ route: [first] }) => budgetFor(first?.provider ?? "") ?? SEND_BUDGET_MS);
  const over = { unreachable: 0, suppressed: 0, tooLate: 0 };
  const order = crowd.inOrder();
  const slack = createSlack(plan, startAt);
  let begun = 0;
  let entered = 0;

  /** Records that the recipient's steps from `from` to `to - 1` were skipped because there is no time for them. */
  function skip(row: Enrollment, person: number, at: number, [from, to]: readonly [number, number]): void {
    for (let k = from; k < to; k++) {
      const tally = steps[k - 1];
      if (tally === undefined || !canTake(row, plan, k)) continue;
      tally.tooLate += 1;
      slack.note(row, k, at);
      mark(person, FATE.skipped);
      missed[person] = (missed[person] ?? 0) + 1;
    }
  }

  function mark(person: number, fate: number): void {
    fates[person] = (fates[person] ?? 0) | fate;
  }

  function isSent(person: number): boolean {
    return ((fates[person] ?? 0) & FATE.sent) !== 0;
  }

  function enter(person: number, at: number): void {
    const row = crowd.placed(person);
    if (isOpen(row)) {
      skip(row, person, at, [1, row.step]);
      queues.wait(row.step, person, Math.max(row.dueAt, at));
      return;
    }
    begun += 1;
    skip(row, person, at, [1, plan.steps.length + 1]);
    if (row.state === STATE.suppressed) over.suppressed += 1;
    else if (plan.steps.some((_, k) => canTake(row, plan, k + 1)) || row.state === STATE.expired) over.tooLate += 1;
    else over.unreachable += 1;
  }

  function admit(at: number): void {
    queues.pace(release.perSecond);
    while (entered < release.released) enter(order[entered++] ?? 0, at);
    release.begun(begun, at);
  }

  function turn(step: number, at: number): void {
    const person = queues.take(step);
    const now = Math.ceil(at);
    const row = crowd.ready(person, step, now);
    const budget = { now, sendBudgetMs: budgets[step - 1] ?? SEND_BUDGET_MS };
    const { contact } = checkClaim(row, plan, budget);
    if (contact !== undefined) leave(row, person, { step, at, contact });
    else if (isOpen(row) && row.step === step && row.dueAt > now) queues.wait(step, person, row.dueAt);
    else moveOn(row, person, now, { from: step, moves: row.step > step });
  }

  function leave(
    row: Enrollment,
    person: number,
    { step, at, contact }: { readonly step: number; readonly at: number; readonly contact: number },
  ): void {
    const now = Math.ceil(at);
    queues.pass(step, at);
    submit(row, 1, contact, now);
    accept(new Schedule(row, plan, now), false); // assumes that the receipt arrives when the message is sent
    const isCompressed = (row.flags & FLAG.compressed) !== 0;
    const isSqueezed =
      isCompressed || (plan.ifLate !== "skip" && now > new Schedule(row, plan, startAt).step(step).unhurriedStart);
    tell(person, step, now, isSqueezed);
    slack.note(row, step, now);
    if (row.dueAt < row.deadline) due(row, plan, { now: row.dueAt, receiverDownMs: 0, gapOpen: false });
    moveOn(row, person, row.dueAt === 0 ? now : row.dueAt, { from: step + 1, moves: true });
  }

  function tell(person: number, step: number, now: number, isSqueezed: boolean): void {
    const tally = steps[step - 1];
    if (tally === undefined) return;
    if (tally.messages === 0) tally.firstAt = now;
    tally.messages += 1;
    tally.segments += crowd.segments(person, step);
    tally.lastAt = Math.max(tally.lastAt, now);
    if (isSqueezed) tally.squeezed += 1;
    if (!isSent(person)) begun += 1;
    mark(person, isSqueezed ? FATE.sent | FATE.compressed : FATE.sent);
    release.begun(begun, now);
  }

  function moveOn(
    row: Enrollment,
    person: number,
    at: number,
    { from, moves }: { readonly from: number; readonly moves: boolean },
  ): void {
    const goesOn = moves && isOpen(row) && row.phase === PHASE.ready;
    skip(row, person, at, [from, goesOn ? row.step : plan.steps.length + 1]);
    if (goesOn) {
      queues.wait(row.step, person, row.dueAt);
      return;
    }
    if (isSent(person)) return;
    over.tooLate += 1;
    begun += 1;
  }

  admit(startAt);
  for (let last = startAt; ; ) {
    const next = queues.next();
    if (next === undefined && release.opensAt === Number.POSITIVE_INFINITY) release.exhausted(last);
    if (release.opensAt <= (next?.at ?? Number.POSITIVE_INFINITY) && release.opensAt < Number.POSITIVE_INFINITY) {
      last = release.opensAt;
      release.open();
      admit(last);
    } else if (next === undefined) break;
    else {
      last = next.at;
      turn(next.step, next.at);
    }
  }
  const { late, ...people } = count(fates, missed);
  return { steps, people: { ...people, ...over }, late, waves: release.waves, slackMs: slack.leastMs };
}

function count(
  fates: Uint8Array,
  missed: Uint8Array,
): Pick<ForecastPeople, "inTime" | "squeezed"> & { readonly late: Sent["late"] } {
  const people = { inTime: 0, squeezed: 0 };
  const late = { compressed: 0, skipped: 0, skippedSteps: 0 };
  for (const [person, fate] of fates.entries()) {
    if ((fate & FATE.sent) === 0) continue;
    if (fate === FATE.sent) people.inTime += 1;
    else people.squeezed += 1;
    if ((fate & FATE.compressed) !== 0) late.compressed += 1;
    if ((fate & FATE.skipped) !== 0) late.skipped += 1;
    late.skippedSteps += missed[person] ?? 0;
  }
  return { ...people, late };
}

/** Computes how much later a campaign could start without a shortened wait. */
interface Slack {
  /** The smallest spare time of all messages; negative if a message is late, Infinity without messages. */
  readonly leastMs: number;
  note(row: Enrollment, step: number, at: number): void;
}

/** Ignores the first step with `beforeDeadline:` and all later steps, because a later start does not delay them. */
function createSlack(plan: Plan, startAt: number): Slack {
  let leastMs = Number.POSITIVE_INFINITY;
  const moments = plan.steps.flatMap(({ beforeDeadlineMs }, k) =>
    beforeDeadlineMs === undefined ? [] : [{ step: k + 1, beforeDeadlineMs }],
  );
  return {
    get leastMs() {
      return leastMs;
    },
    note(row, step, at) {
      const waits = moments.some(
        (moment) =>
          moment.step <= step && canTake(row, plan, moment.step) && row.deadline - moment.beforeDeadlineMs > startAt,
      );
      if (!waits) leastMs = Math.min(leastMs, new Schedule(row, plan, startAt).step(step).unhurriedStart - at);
    },
  };
}
