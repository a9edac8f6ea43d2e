import type { EventPage, EventsInput } from "@relance/spec";
import { type EventRow, REFUSED, SEALED, toEvent } from "../counts/event-rows.ts";
import type { Reading } from "../transaction/reading.ts";

/** What an event says, of rows `v` of events. */
export const EVENT_FIELDS: string = `v.id, v.campaign, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.cause, v.extra,
    coalesce(p.key, f.key) as key, f.line, c.name, c.occurrence, w.word as provider, x.word as answer,
    case v.enrollment when 0 then v.content end as steering, s.at as "sealedAt", s.leaves, s.root, s.chain`;
export const JOIN_WORDS: string = `left join campaigns c on c.id = v.campaign left join people p on p.id = v.enrollment
    left join refusals f on v.kind = ${REFUSED} and f.id = v.source
    left join words w on w.id = v.provider
    left join words x on x.id = v.extra and v.attempt = 0 and v.kind <> ${SEALED}
    left join seals s on v.kind = ${SEALED} and s.campaign = v.campaign and s.number = v.extra`;

/**
 * Events in an order in which none is skipped, and those of one person come as they happened.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function events(reading: Reading, input: EventsInput): Promise<EventPage> {
  const { driver, incarnation } = reading.context;
  const { rows, cursor } = await driver.eventPage<EventRow>(reading.sql, {
    ...input,
    incarnation,
    fields: EVENT_FIELDS,
    join: JOIN_WORDS,
  });
  return { events: rows.map((row) => toEvent(row, reading.context.attemptIds)), cursor };
}
