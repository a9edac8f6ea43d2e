import { type Change, cancel, escalateNow, extend, isOpen, mayAmend, noChange, remove, resume } from "@relance/rules";
import type {
  Actor,
  CampaignState,
  Plan,
  TransitionAnswer,
  TransitionInput,
  TransitionKind,
  UnfinishedTransition,
} from "@relance/spec";
import { isOrdered } from "./event-rows.ts";
import type { HotRow } from "./hot-row.ts";

export interface PersonTransition {
  readonly change: Change;
  readonly isMoved: boolean;
  readonly isReopened: boolean;
  readonly isOrdered: boolean;
}

export function personTransition(row: HotRow, plan: Plan, input: TransitionInput, now: number): PersonTransition {
  const { deadline, version } = row;
  const wasOpen = isOpen(row);
  const change = decideChange(row, plan, input, now);
  return {
    change,
    isMoved: change.events.length > 0 || row.deadline !== deadline || row.version !== version,
    isReopened: !wasOpen && isOpen(row),
    isOrdered: change.events.every(({ kind, cause }) => isOrdered(kind, cause) || cause === "too-late"),
  };
}

function decideChange(row: HotRow, plan: Plan, { transition, until, version }: TransitionInput, now: number): Change {
  switch (transition) {
    case "escalate":
      return escalateNow(row, plan, now);
    case "resume":
      return resume(row, plan, now);
    case "extend":
      return until === undefined ? noChange() : extend(row, plan, Math.floor(until), now);
    case "amend":
      // if an older command resumes late, it must not undo a newer command
      if (version !== undefined && version > row.version && mayAmend(row)) row.version = version;
      return noChange();
    case "remove":
      return remove(row);
    default:
      return cancel(row, "manual");
  }
}

/** Returns the name of a command about all recipients. Another deadline or version means another command. */
export function transitionName({ transition, until, version }: TransitionInput): string {
  const to = until ?? version;
  return to === undefined ? transition : `${transition} ${Math.floor(to)}`;
}

/** A command about all recipients that has begun, with its {@link transitionName} and its original author. */
export interface BegunTransition extends Actor {
  readonly campaign: number;
  readonly name: string;
  readonly through: number;
}

export function begunTransition({ name, ...begun }: BegunTransition): UnfinishedTransition {
  const [transition, to] = name.split(" ") as [TransitionKind, string | undefined];
  return {
    ...begun,
    transition,
    ...(transition === "extend" ? { until: Number(to) } : {}),
    ...(transition === "amend" ? { version: Number(to) } : {}),
  };
}

export function transitionRefusal(
  { transition, until }: TransitionInput,
  state: CampaignState | undefined,
  now: number,
): TransitionAnswer["refused"] {
  if (state === undefined) return "unknown";
  const isLate = transition === "cancel" || transition === "remove" || transition === "reveal"; // may follow the end
  if (!isLate && (state === "cancelling" || state === "cancelled")) return "over";
  const isPast = transition === "extend" && !(until !== undefined && Number.isFinite(until) && until > now);
  return isPast ? "past" : undefined;
}

export const NOTHING_MOVED: TransitionAnswer = {
  moved: 0,
  reopened: 0,
  unknown: [],
  stale: [],
  unmoved: [],
  more: false,
};
