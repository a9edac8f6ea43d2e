import type { WebhookState } from "relance";
import { expect, it } from "vitest";
import { lookAtWebhooks } from "../../src/doctor/diagnose.ts";

const NOW = Date.UTC(2026, 4, 4, 9);
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);

/** A system that takes what it is told, and of whose events the oldest has waited for this long. */
function state(waitedMinutes: number): WebhookState {
  const backlog = { events: 3, isMore: false, oldestAt: minutesAgo(waitedMinutes) };
  return { name: "crm", status: "ready", backlog, parked: 0, told: 7, toldAt: minutesAgo(60), lost: 0 };
}

it.each([
  [2, "ok"],
  [30, "warn"],
])("a system that is well, and whose oldest event waits for %i minutes: %s", (minutes, status) => {
  expect(lookAtWebhooks([state(minutes)], NOW)).toMatchObject([
    { status, fact: expect.stringContaining(`3 events wait since ${minutesAgo(minutes).toISOString()}`) },
  ]);
});
