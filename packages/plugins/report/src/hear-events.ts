import {
  type Channel,
  channelOf,
  type EventKind,
  QUALITIES,
  type Quality,
  type RelanceEvent,
  type Store,
} from "@relance/spec";
import { PeopleTable } from "./people-table.ts";

/** Events per page, enough for low overhead and few enough to be freed quickly. */
const PAGE = 5_000;
const MINUTE_MS = 60_000;

/** The result of one recipient on a step, in one byte. The higher bits contain the best source of a delivery report. */
export const STEP_FLAG = { entered: 1, sent: 2 } as const;
const WITNESS_SHIFT = 2;

/** Events that record a report of a provider about a message. */
const CAME_BACK: ReadonlySet<EventKind> = new Set([
  "attempt.in-transit",
  "attempt.delivered",
  "attempt.undelivered",
  "attempt.engaged",
  "attempt.unknown",
]);

export interface HeardEvents {
  readonly people: PeopleTable;
  readonly startedAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly firstSentAt: number | undefined;
  readonly lastSentAt: number | undefined;
  /** Per minute: recipients whose first message was sent, and confirmations minus revoked ones. */
  readonly minutes: ReadonlyMap<number, { readonly sent: number; readonly confirmed: number }>;
}

/** The result until now; {@link hear} adds to it. */
export interface Story {
  readonly people: PeopleTable;
  readonly channels: readonly Channel[];
  readonly minutes: Map<number, { sent: number; confirmed: number }>;
  startedAt?: number;
  closedAt?: number;
  firstSentAt?: number;
  lastSentAt?: number;
  /** The time of the last report, by provider. */
  readonly heardAt: Map<string, number>;
}

export function newStory(channels: readonly Channel[]): Story {
  return { people: new PeopleTable(channels.length), channels, minutes: new Map(), heardAt: new Map() };
}

/** Reads all events of a campaign, and keeps only one page and a few bytes per recipient in memory. */
export async function hearEvents(store: Store, campaign: number, channels: readonly Channel[]): Promise<HeardEvents> {
  const story = newStory(channels);
  let cursor: string | undefined;
  for (;;) {
    const page = await store.events({ campaign, cursor, limit: PAGE });
    for (const event of page.events) hear(story, event);
    if (page.events.length === 0) break;
    cursor = page.cursor;
  }
  const { startedAt, closedAt, firstSentAt, lastSentAt } = story;
  return { people: story.people, minutes: story.minutes, startedAt, closedAt, firstSentAt, lastSentAt };
}

/** The best source of a delivery report about a recipient's step. */
export function witnessOf(flags: number): Quality | undefined {
  const witness = flags >> WITNESS_SHIFT;
  return witness === 0 ? undefined : QUALITIES[witness - 1];
}

export function hear(story: Story, event: RelanceEvent): void {
  const at = event.at.getTime();
  if (event.key === undefined) {
    if (event.type === "campaign.started") story.startedAt ??= at;
    if (event.type === "campaign.closed" || event.type === "campaign.cancelled") story.closedAt = at;
    return;
  }
  if (event.type === "enrollment.refused") return; // not a recipient of the campaign
  const person = story.people.numberOf(event.key);
  const step = event.step ?? 0;
  if (event.provider !== undefined && CAME_BACK.has(event.type)) story.heardAt.set(event.provider, at);
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
      if (story.people.confirmedAt[person] !== 0) minuteOf(story, at).confirmed -= 1;
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
  minuteOf(story, at).sent += 1;
}

function witness({ people, channels }: Story, person: number, step: number, event: RelanceEvent): void {
  const all = people.steps[step - 1];
  const channel = channels[step - 1];
  if (all === undefined || channel === undefined) return;
  const { proves } = channelOf(channel).receipts;
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
  if (people.confirmedAt[person] !== 0) return; // the same confirmation, which turned out to be in time
  people.confirmedAt[person] = at;
  people.confirmedStep[person] =
    1 + people.steps.findLastIndex((flags) => ((flags[person] ?? 0) & STEP_FLAG.sent) !== 0);
  minuteOf(story, at).confirmed += 1;
}

function minuteOf({ minutes }: Story, at: number): { sent: number; confirmed: number } {
  const minute = at - (at % MINUTE_MS);
  let known = minutes.get(minute);
  if (known === undefined) {
    known = { sent: 0, confirmed: 0 };
    minutes.set(minute, known);
  }
  return known;
}
