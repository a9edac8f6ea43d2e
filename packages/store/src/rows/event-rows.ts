import {
  CAUSES,
  type Cause,
  EVENT_KINDS,
  type EventDetails,
  type EventKind,
  QUALITIES,
  type RelanceEvent,
  type Steering,
  toDate,
} from "@relance/spec";
import type { AttemptIds } from "./attempt-ids.ts";
import type { StoredRow } from "./sql.ts";

const NUMBERS = new Map<EventKind, number>(EVENT_KINDS.map((kind, number) => [kind, number]));

export function kindNumber(kind: EventKind): number {
  return NUMBERS.get(kind) ?? 0;
}

/** True for events that only an operator's command causes. These events store the command's word, not an answer's. */
export function isOrdered(type: EventKind, cause: Cause | undefined): boolean {
  if (type.startsWith("campaign.") || type === "enrollment.revealed" || type === "enrollment.rescheduled") return true;
  return type === "enrollment.cancelled" || type === "enrollment.reopened" || cause === "manual";
}

/** Columns of the table alias `v` in the order of `EventStart`. */
const START = "v.id, v.campaign, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.cause, v.extra";

/** The first columns of an event as statements read it. An array is faster than an object. */
type EventStart = readonly [
  id: number,
  campaign: number,
  /** Number of the enrollment; 0 for an event of the whole campaign. */
  enrollment: number,
  ver: number,
  kind: number,
  at: number,
  attempt: number,
  step: number,
  cause: number,
  /** For an event of an attempt, an index in `QUALITIES`; otherwise the string number of `answer`. */
  extra: number,
];

/** An event with strings instead of their numbers. */
export type EventRow = readonly [
  ...EventStart,
  key: string | null,
  line: number | null,
  name: string,
  occurrence: string,
  provider: string | null,
  answer: string | null,
  /** For an event of a whole campaign, the change to its queues (JSON). */
  steering: string | null,
  /** For `evidence.sealed`, the time of the seal whose number is in `extra`. */
  sealedAt: number | null,
  leaves: number | null,
  root: string | null,
  chain: string | null,
];

export const SEALED: number = kindNumber("evidence.sealed");
/** For this kind of event, `source` is the number of a refused row, and `extra` is the reason. */
export const REFUSED: number = kindNumber("enrollment.refused");

export function toEvent(row: EventRow, ids: AttemptIds): RelanceEvent {
  const [id, , enrollment, version, kind, at, attempt, step, causedBy, extra, key, line, name, occurrence] = row;
  const [, , , , , , , , , , , , , , provider, answer, steering, sealedAt, leaves, root, chain] = row;
  const type = EVENT_KINDS[kind] ?? "enrollment.enrolled";
  const cause = CAUSES[causedBy];
  const word = answer ?? undefined;
  const hasOrder = isOrdered(type, cause);
  const isOfPerson = enrollment !== 0;
  const isRefusal = type === "enrollment.refused";
  const isSealed = sealedAt !== null && leaves !== null && root !== null && chain !== null;
  return {
    id: String(id),
    type,
    at: toDate(at),
    campaign: { name, occurrence },
    key: key ?? undefined,
    version: isOfPerson ? version : undefined,
    attemptId: attempt === 0 ? undefined : ids.idOf(attempt),
    provider: provider ?? undefined,
    step: isOfPerson ? step : undefined,
    steering: steering === null ? undefined : (JSON.parse(steering) as Steering),
    cause: causedBy === 0 ? undefined : cause,
    answer: hasOrder || isRefusal ? undefined : word,
    by: hasOrder ? word : undefined,
    quality: attempt !== 0 && extra !== 0 ? QUALITIES[extra] : undefined,
    late: type === "enrollment.acknowledged" ? cause === "late" : undefined,
    reason: isRefusal ? word : undefined,
    line: line ?? undefined,
    seal: isSealed ? { number: extra, at: toDate(sealedAt).toISOString(), leaves, root, chain } : undefined,
  };
}

export const EVENT_FIELDS: string = `${START}, coalesce(p.key, f.key), f.line, c.name, c.occurrence, w.text, x.text,
    case v.enrollment when 0 then v.content end, s.at, s.leaves, s.root, s.chain`;

export const SEALABLE_FIELDS: string = `${START}, v.source, v.provider, v.content`;

export type SealableRow = readonly [...EventStart, source: number, provider: number, content: string | null];

type AnswerSource = StoredRow<"id" | "occurredAt" | "receivedAt", "method" | "source" | "sourceId", "shown">;

/** Rows of other tables that the events of a page refer to, by number. */
export interface SealableFacts {
  readonly ids: AttemptIds;
  textOf(id: number): string;
  readonly people: ReadonlyMap<number, StoredRow<"id", "salt", "key">>;
  readonly templates: ReadonlyMap<number, StoredRow<"id", "hash">>;
  readonly requests: ReadonlyMap<number, StoredRow<"id", "digest">>;
  readonly answers: ReadonlyMap<number, AnswerSource>;
  readonly lines: ReadonlyMap<number, StoredRow<"id" | "line">>;
}

const SUBMITTED = kindNumber("attempt.submitted");

/** Returns the number of the row in another table that an event refers to, by kind of event; 0 if it refers to none. */
export const eventSource = {
  template: ([, , , , kind, , attempt]: SealableRow): number => (kind === SUBMITTED ? attempt : 0),
  request: ([, , , , , , attempt, , , , source]: SealableRow): number => (attempt === 0 ? 0 : source),
  answer: ([, , enrollment, , , , attempt, , , , source]: SealableRow): number =>
    attempt === 0 && enrollment !== 0 ? source : 0,
  refusal: ([, , , , kind, , , , , , source]: SealableRow): number => (kind === REFUSED ? source : 0),
  word: ([, , , , kind, , attempt, , , extra]: SealableRow): number => (attempt === 0 && kind !== SEALED ? extra : 0),
} as const;

export function mayHaveDetails(row: SealableRow): boolean {
  const [, , enrollment, , kind] = row;
  if (enrollment === 0) return false;
  return kind === 0 || eventSource.request(row) !== 0 || eventSource.answer(row) !== 0 || eventSource.word(row) !== 0;
}

export function toDetails(row: SealableRow, facts: SealableFacts): EventDetails {
  const [id, campaign, enrollment, , kind, , , , causedBy] = row;
  const word = facts.textOf(eventSource.word(row));
  const by = word !== "" && isOrdered(EVENT_KINDS[kind] as EventKind, CAUSES[causedBy]) ? word : undefined;
  const { key, salt } = facts.people.get(enrollment) ?? {};
  const details = salt === undefined ? undefined : buildDetails(row, facts, key, by);
  return {
    id,
    campaign,
    enrollment,
    leaf: kind === SEALED ? "" : hashLeaf(row, facts, word, by),
    details: details && JSON.stringify(details),
    salt: details && salt,
  };
}

/** The last formatted time. Events of one transaction share a time, and formatting costs as much as hashing. */
const written = { ms: Number.NaN, text: "" };

/** Writes the JSON of a {@link SealableEvent} as text. An object for each event would take twice as long. */
function hashLeaf(row: SealableRow, facts: SealableFacts, word: string, by: string | undefined): string {
  const [id, , enrollment, ver, kind, at, attempt, step, causedBy, extra, , provider, content] = row;
  const type = EVENT_KINDS[kind] ?? "enrollment.enrolled";
  const cause = CAUSES[causedBy];
  const isOfPerson = enrollment !== 0;
  if (written.ms !== at) Object.assign(written, { ms: at, text: toDate(at).toISOString() });
  let text = `{"event":"${id}","type":"${type}","at":"${written.text}"`;
  const add = (name: string, value: string) => {
    text += `,"${name}":${JSON.stringify(value)}`;
  };
  if (isOfPerson) text += `,"person":${enrollment},"version":${ver},"step":${step}`;
  if (attempt !== 0) text += `,"attempt":"${facts.ids.idOf(attempt)}"`;
  if (provider !== 0) add("provider", facts.textOf(provider));
  if (causedBy !== 0 && cause !== undefined) text += `,"cause":"${cause}"`;
  if (word !== "" && by === undefined && kind !== REFUSED) add("answer", word);
  if (attempt !== 0 && extra !== 0) text += `,"quality":"${QUALITIES[extra]}"`;
  if (type === "enrollment.acknowledged") text += `,"late":${cause === "late"}`;
  if (kind === REFUSED) {
    const line = facts.lines.get(eventSource.refusal(row))?.line;
    if (word !== "") add("reason", word);
    if (line !== undefined) text += `,"line":${line}`;
  }
  if (!isOfPerson && by !== undefined) add("by", by);
  const template = facts.templates.get(eventSource.template(row))?.hash;
  if (template !== undefined) text += `,"template":"${template}"`;
  if (content !== null) add("content", content);
  return `${text}}`;
}

/** Returns an event's identifying data. The format never changes, so that it matches the commitment years later. */
function buildDetails(
  row: SealableRow,
  { requests, answers }: SealableFacts,
  key: string | null | undefined,
  by: string | undefined,
): object | undefined {
  const [, , , , kind] = row;
  if (EVENT_KINDS[kind] === "enrollment.enrolled") return { key: key ?? null, by };
  const raw = requests.get(eventSource.request(row))?.digest;
  if (raw !== undefined) return { raw };
  const answer = answers.get(eventSource.answer(row));
  if (answer === undefined) return by === undefined ? undefined : { by };
  const { method, source, sourceId, occurredAt, receivedAt, shown } = answer;
  return { method, source, sourceId, occurredAt, receivedAt, shown: shown ?? undefined, by };
}
