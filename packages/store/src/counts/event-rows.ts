import {
  CAUSES,
  type Cause,
  dateOf,
  EVENT_KINDS,
  type EventKind,
  QUALITIES,
  type RelanceEvent,
  type Seal,
  type Steering,
} from "@relance/spec";
import type { AttemptIds } from "../attempt-ids.ts";

const NUMBERS = new Map<EventKind, number>(EVENT_KINDS.map((kind, number) => [kind, number]));

/** The number that a store keeps for a kind of event. */
export function kindNumber(kind: EventKind): number {
  return NUMBERS.get(kind) ?? 0;
}

/** Longest name of who acts, and longest reason that is kept, in characters. */
const MAX_ACTOR = 80;
const MAX_REASON = 300;

/** Who ordered something and why, as it is kept beside the event. */
export function orderText({ actor, reason }: { readonly actor: string; readonly reason: string }): string {
  const text = `${actor.slice(0, MAX_ACTOR)}: ${reason.slice(0, MAX_REASON)}`;
  return text.replaceAll("\0", " ").toWellFormed();
}

/** What only somebody's order brings about: the event's word is then the order, and no answer. */
export function isOrdered(type: EventKind, cause: Cause | undefined): boolean {
  if (type.startsWith("campaign.") || type === "enrollment.revealed") return true;
  return type === "enrollment.cancelled" || type === "enrollment.reopened" || cause === "manual";
}

/** An event as statements read it, with the words that its numbers stand for. */
export interface EventRow {
  readonly id: number;
  /** 0 = of the whole campaign. */
  readonly enrollment: number;
  readonly ver: number;
  readonly kind: number;
  readonly at: number;
  readonly attempt: number;
  readonly step: number;
  readonly cause: number;
  /** With an attempt a place in `QUALITIES`, else the number of `answer`. */
  readonly extra: number;
  readonly key: string | null;
  readonly name: string;
  readonly occurrence: string;
  readonly provider: string | null;
  readonly answer: string | null;
  /** Of a whole campaign: what was done to its lanes (JSON). */
  readonly steering: string | null;
  /** Of a refused row: its line in the source. */
  readonly line: number | null;
  /** With `evidence.sealed`: the seal whose number stands in `extra`. */
  readonly sealedAt: number | null;
  readonly leaves: number | null;
  readonly root: string | null;
  readonly chain: string | null;
}

/** The kind whose `extra` is the number of a seal. */
export const SEALED: number = kindNumber("evidence.sealed");
/** The kind whose `source` is the number of a refused row, and whose `extra` is why. */
export const REFUSED: number = kindNumber("enrollment.refused");

/** An event as subscribers read it. */
export function toEvent(row: EventRow, ids: AttemptIds): RelanceEvent {
  const type = EVENT_KINDS[row.kind] ?? "enrollment.enrolled";
  const cause = CAUSES[row.cause];
  const word = row.answer ?? undefined;
  const hasOrder = isOrdered(type, cause);
  const isOfPerson = row.enrollment !== 0;
  const isRefusal = type === "enrollment.refused";
  return {
    id: String(row.id),
    type,
    at: dateOf(row.at),
    campaign: { name: row.name, occurrence: row.occurrence },
    key: row.key ?? undefined,
    version: isOfPerson ? row.ver : undefined,
    attemptId: row.attempt === 0 ? undefined : ids.idOf(row.attempt),
    provider: row.provider ?? undefined,
    step: isOfPerson ? row.step : undefined,
    steering: row.steering === null ? undefined : (JSON.parse(row.steering) as Steering),
    cause: row.cause === 0 ? undefined : cause,
    answer: hasOrder || isRefusal ? undefined : word,
    by: hasOrder ? word : undefined,
    quality: row.attempt !== 0 && row.extra !== 0 ? QUALITIES[row.extra] : undefined,
    late: type === "enrollment.acknowledged" ? cause === "late" : undefined,
    reason: isRefusal ? word : undefined,
    line: row.line ?? undefined,
    seal: sealOf(row),
  };
}

function sealOf({ extra: number, sealedAt, leaves, root, chain }: EventRow): Seal | undefined {
  if (sealedAt === null || leaves === null || root === null || chain === null) return undefined;
  return { number, at: dateOf(sealedAt).toISOString(), leaves, root, chain };
}
