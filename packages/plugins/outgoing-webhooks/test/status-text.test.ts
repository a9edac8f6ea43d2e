import { expect, it } from "vitest";
import type { WebhookState } from "../src/index.ts";
import { isFine, statusText } from "../src/status.ts";

const NOW = Date.UTC(2026, 4, 4, 9);
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);

/** A receiver that accepts requests, and whose oldest event has waited for this long. */
function state(waitedMinutes: number): WebhookState {
  const backlog = { events: 3, isMore: false, oldestAt: minutesAgo(waitedMinutes) };
  return { name: "crm", status: "ready", backlog, parked: 0, told: 7, toldAt: minutesAgo(60), lost: 0 };
}

it.each([
  [2, true],
  [30, false],
])(
  "a receiver that accepts requests, and whose oldest event waits for %i minutes, has a normal status: %s",
  (minutes, fine) => {
    expect(isFine(state(minutes), NOW)).toBe(fine);
    expect(statusText(state(minutes))).toContain(`3 events wait since ${minutesAgo(minutes).toISOString()}`);
  },
);
