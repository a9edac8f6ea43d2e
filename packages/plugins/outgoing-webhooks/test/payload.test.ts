import type { RelanceEvent } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { webhookPayload } from "../src/payload.ts";

/** An event with an operator's texts, and with a field that a later version may add. */
const EVENT = {
  id: "17",
  type: "enrollment.cancelled",
  at: new Date("2026-05-04T08:00:00.000Z"),
  campaign: { name: "dunning", occurrence: "2026-05" },
  key: "4711",
  version: 3,
  step: 1,
  cause: "withdrawn",
  by: "ada: her daughter called from +33639980001",
  address: "+33639980001",
} satisfies RelanceEvent & Record<string, unknown>;

const payload = (isBatch: boolean) => webhookPayload([EVENT], isBatch);

describe("the body of a webhook request", () => {
  it.each([false, true])("contains the fields on its page, and no text of recipients (together: %s)", (isBatch) => {
    const { type, timestamp, data } = JSON.parse(payload(isBatch).body);
    expect(timestamp).toBe("2026-05-04T08:00:00.000Z");
    expect(type).toBe(isBatch ? "events" : "enrollment.cancelled");
    const { type: _, at: __, ...facts } = isBatch ? data.events[0] : data;
    expect(facts).toEqual({
      id: "event-moqwsu80-17",
      campaign: { name: "dunning", occurrence: "2026-05" },
      key: "4711",
      version: 3,
      step: 1,
      cause: "withdrawn",
    });
  });
});
