import {
  type Change,
  cancel,
  escalateNow,
  extend,
  handBack,
  isOpen,
  mayAmend,
  noChange,
  withdraw,
} from "@relance/rules";
import type {
  By,
  CampaignState,
  Plan,
  TransitionAnswer,
  TransitionInput,
  TransitionKind,
  UnfinishedTransition,
} from "@relance/spec";
import { isOrdered } from "./event-rows.ts";
import type { HotRow } from "./hot-row.ts";

/** What a hand did to one recipient. */
export interface PersonTransition {
  readonly change: Change;
  /** False = nothing. */
  readonly isMoved: boolean;
  /** Their ladder was over, and continues. */
  readonly isReopened: boolean;
  /** Its events are told with the order that brought them about. */
  readonly isOrdered: boolean;
}

/** Moves one recipient by hand. */
export function personTransition(row: HotRow, plan: Plan, input: TransitionInput, now: number): PersonTransition {
  const { deadline, version } = row;
  const wasOpen = isOpen(row);
  const change = ruleOf(row, plan, input, now);
  return {
    change,
    isMoved: change.events.length > 0 || row.deadline !== deadline || row.version !== version,
    isReopened: !wasOpen && isOpen(row),
    isOrdered: change.events.every(({ kind, cause }) => isOrdered(kind, cause) || cause === "too-late"),
  };
}

function ruleOf(row: HotRow, plan: Plan, { transition, until, version }: TransitionInput, now: number): Change {
  switch (transition) {
    case "escalate":
      return escalateNow(row, plan, now);
    case "hand-back":
      return handBack(row, plan, now);
    case "extend":
      return until === undefined ? noChange() : extend(row, plan, Math.floor(until), now);
    case "amend":
      // an older order that continues late takes nothing of a newer one back
      if (version !== undefined && version > row.version && mayAmend(row)) row.version = version;
      return noChange();
    case "withdraw":
      return withdraw(row);
    default:
      return cancel(row, "manual");
  }
}

/** Providers that are asked to call back what they took of recipients who are called off. */
export function recallsOf({ transition, recall = [] }: TransitionInput): readonly string[] {
  return transition === "cancel" || transition === "withdraw" ? recall : [];
}

/** Under this name a transition of all resumes where it stopped: another deadline or version is another one. */
export function transitionName({ transition, until, version }: TransitionInput): string {
  const to = until ?? version;
  return to === undefined ? transition : `${transition} ${Math.floor(to)}`;
}

/** A transition of all that is under way, under its {@link transitionName}. It stays the order of the one who began it. */
export interface BegunTransition extends By {
  readonly campaign: number;
  readonly name: string;
  /** The last enrollment that it has come to. */
  readonly through: number;
}

/** Such as `extend 1767225600000` or `cancel`, as what is to be said again. */
export function begunTransition({ name, ...begun }: BegunTransition): UnfinishedTransition {
  const [transition, to] = name.split(" ") as [TransitionKind, string | undefined];
  return {
    ...begun,
    transition,
    ...(transition === "extend" ? { until: Number(to) } : {}),
    ...(transition === "amend" ? { version: Number(to) } : {}),
  };
}

/** Why a move does nothing at all. */
export function transitionRefusal(
  { transition, until }: TransitionInput,
  state: CampaignState | undefined,
  now: number,
): TransitionAnswer["refused"] {
  if (state === undefined) return "unknown";
  const isLate = transition === "cancel" || transition === "withdraw"; // may come when all is over
  if (!isLate && (state === "cancelling" || state === "cancelled")) return "over";
  const isPast = transition === "extend" && !(until !== undefined && Number.isFinite(until) && until > now);
  return isPast ? "past" : undefined;
}

/** The answer of a move that did nothing yet. */
export const NOTHING_MOVED: TransitionAnswer = {
  moved: 0,
  reopened: 0,
  unknown: [],
  stale: [],
  unmoved: [],
  more: false,
};
