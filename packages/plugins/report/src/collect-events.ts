import {
  type Channel,
  type EventKind,
  getChannel,
  QUALITIES,
  type Quality,
  type RelanceEvent,
  type Store,
} from "@relance/spec";
import { PeopleTable } from "./people-table.ts";

const MINUTE_MS = 60_000;

/** Flags of one step of a recipient, in one byte. Higher bits store the most reliable source of a delivery report. */
export const STEP_FLAG = { entered: 1, sent: 2 } as const;
const WITNESS_SHIFT = 2;

const CAME_BACK: ReadonlySet<EventKind> = new Set([
  "attempt.in-transit",
  "attempt.delivered",
  "attempt.undelivered",
  "attempt.engaged",
  "attempt.unknown",
]);

export interface Story {
  readonly people: PeopleTable;
  readonly channels: readonly Channel[];
  /** For each minute, the number of first messages, and the number of confirmations minus revocations. */
  readonly minutes: Map<number, { sent: number; confirmed: number }>;
  startedAt?: number;
  closedAt?: number;
  firstSentAt?: number;
  lastSentAt?: number;
  readonly lastReportAt: Map<string, number>;
  cursor: string | undefined;
}

export function newStory(channels: readonly Channel[]): Story {
  return {
    people: new PeopleTable(channels.length),
    channels,
    minutes: new Map(),
    lastReportAt: new Map(),
    cursor: undefined,
  };
}

/** Adds a campaign's new events to its story, page by page. Returns true if more events may follow. */
export async function collectEvents(
  store: Store,
  story: Story,
  { campaign, limit, mostPages = Number.POSITIVE_INFINITY }: { campaign: number; limit: number; mostPages?: number },
): Promise<boolean> {
  for (let read = 0; read < mostPages; read++) {
    const page = await store.events({ campaign, cursor: story.cursor, limit });
    for (const event of page.events) hear(story, event);
    story.cursor = page.cursor;
    if (page.events.length < limit) return false;
  }
  return true;
}

export function answerQuality(flags: number): Quality | undefined {
  const witness = flags >> WITNESS_SHIFT;
  return witness === 0 ? undefined : QUALITIES[witness - 1];
}

function hear(story: Story, event: RelanceEvent): void {
  const at = event.at.getTime();
  if (event.key === undefined) {
    if (event.type === "campaign.started") story.startedAt ??= at;
    if (event.type === "campaign.closed" || event.type === "campaign.cancelled") story.closedAt = at;
    return;
  }
  if (event.type === "enrollment.refused") return; // a refused row is not a recipient of the campaign
  const person = story.people.numberOf(event.key);
  const step = event.step ?? 0;
  if (event.provider !== undefined && CAME_BACK.has(event.type)) story.lastReportAt.set(event.provider, at);
  switch (event.type) {
    case "enrollment.enrolled":
    case "enrollment.escalated":
      flag(story, person, step, STEP_FLAG.entered);
      break;
    case "attempt.accepted":
    case "attempt.uncertain":
      story.lastSentAt = at;
      leave(story, person, step, at);
      break;
    case "attempt.delivered":
    case "attempt.engaged":
      leave(story, person, step, at);
      witness(story, person, step, event);
      break;
    case "enrollment.acknowledged":
      confirm(story, person, at);
      break;
    case "enrollment.reversed":
      if (story.people.confirmedAt[person] !== 0) minuteAt(story, at).confirmed -= 1;
      story.people.confirmedAt[person] = 0;
      break;
    default:
      break;
  }
}

function flag({ people }: Story, person: number, step: number, flags: number): void {
  const all = people.steps[step - 1];
  if (all !== undefined) all[person] = (all[person] ?? 0) | flags;
}

function leave(story: Story, person: number, step: number, at: number): void {
  const { people } = story;
  flag(story, person, step, STEP_FLAG.entered | STEP_FLAG.sent);
  story.firstSentAt ??= at;
  if (people.firstSentAt[person] !== 0) return;
  people.firstSentAt[person] = at;
  minuteAt(story, at).sent += 1;
}

function witness({ people, channels }: Story, person: number, step: number, event: RelanceEvent): void {
  const all = people.steps[step - 1];
  const channel = channels[step - 1];
  if (all === undefined || channel === undefined) return;
  const { proves } = getChannel(channel).receipts;
  const quality = event.quality ?? (event.type === "attempt.engaged" ? proves.engaged : proves.delivered);
  const said = QUALITIES.indexOf(quality) + 1;
  const before = all[person] ?? 0;
  if (said > before >> WITNESS_SHIFT) {
    const flags = before & ((1 << WITNESS_SHIFT) - 1);
    all[person] = flags | (said << WITNESS_SHIFT);
  }
}

function confirm(story: Story, person: number, at: number): void {
  const { people } = story;
  if (people.confirmedAt[person] !== 0) return; // the confirmation is already counted: this event corrects its time
  people.confirmedAt[person] = at;
  people.confirmedStep[person] =
    1 + people.steps.findLastIndex((flags) => ((flags[person] ?? 0) & STEP_FLAG.sent) !== 0);
  minuteAt(story, at).confirmed += 1;
}

function minuteAt({ minutes }: Story, at: number): { sent: number; confirmed: number } {
  const minute = at - (at % MINUTE_MS);
  let known = minutes.get(minute);
  if (known === undefined) {
    known = { sent: 0, confirmed: 0 };
    minutes.set(minute, known);
  }
  return known;
}
