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
import type { CampaignState, MoveAnswer, MoveInput, MoveKind, Plan, UnfinishedMove } from "@relance/spec";
import { isOrdered } from "../counts/event-rows.ts";
import type { HotRow } from "./hot-row.ts";

/** What a hand did to one person. */
export interface HandMoved {
  readonly change: Change;
  /** False = nothing. */
  readonly isMoved: boolean;
  /** Their ladder was over, and goes on. */
  readonly isReopened: boolean;
  /** Its events are told with the order that brought them about. */
  readonly isOrdered: boolean;
}

/** Moves one person by hand. */
export function handMove(row: HotRow, plan: Plan, input: MoveInput, now: number): HandMoved {
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

function ruleOf(row: HotRow, plan: Plan, { move, until, version }: MoveInput, now: number): Change {
  switch (move) {
    case "escalate":
      return escalateNow(row, plan, now);
    case "hand-back":
      return handBack(row, plan, now);
    case "extend":
      return until === undefined ? noChange() : extend(row, plan, Math.floor(until), now);
    case "reveal":
      return { events: [{ kind: "enrollment.revealed", cause: "none" }] };
    case "amend":
      // an older order that goes on late takes nothing of a newer one back
      if (version !== undefined && version > row.version && mayAmend(row)) row.version = version;
      return noChange();
    case "withdraw":
      return withdraw(row);
    default:
      return cancel(row, "manual");
  }
}

/** A move of everybody that is under way: whoever goes on with it, it stays the order of the one who began. */
export interface BegunMove {
  /** The last enrollment that it has come to. */
  readonly through: number;
  readonly actor: string;
  readonly reason: string;
}

/** Provider instances that are asked to call back what they took of people who are called off. */
export function recallsOf({ move, recall = [] }: MoveInput): readonly string[] {
  return move === "cancel" || move === "withdraw" ? recall : [];
}

/** Under this name a move of everybody goes on where it stopped: another deadline or version is another move. */
export function moveName({ move, until, version }: MoveInput): string {
  const to = until ?? version;
  return to === undefined ? move : `${move} ${Math.floor(to)}`;
}

/** A move of everybody as it stands in a store, under its {@link moveName}. */
export interface BegunMove {
  readonly campaign: number;
  readonly name: string;
  readonly actor: string;
  readonly reason: string;
  readonly through: number;
}

/** Such as `extend 1767225600000` or `cancel`, as what is to be said again. */
export function begunMove({ name, ...begun }: BegunMove): UnfinishedMove {
  const [move, to] = name.split(" ") as [MoveKind, string | undefined];
  return {
    ...begun,
    move,
    ...(move === "extend" ? { until: Number(to) } : {}),
    ...(move === "amend" ? { version: Number(to) } : {}),
  };
}

/** Why a move does nothing at all. */
export function moveRefusal(
  { move, until }: MoveInput,
  state: CampaignState | undefined,
  now: number,
): MoveAnswer["refused"] {
  if (state === undefined) return "unknown";
  const isLate = move === "cancel" || move === "withdraw" || move === "reveal"; // may come when all is over
  if (!isLate && (state === "cancelling" || state === "cancelled")) return "over";
  const isPast = move === "extend" && !(until !== undefined && Number.isFinite(until) && until > now);
  return isPast ? "past" : undefined;
}

/** The answer of a move that did nothing yet. */
export const NOTHING_MOVED: MoveAnswer = { moved: 0, reopened: 0, unknown: [], stale: [], unmoved: [], more: false };
