import type { IncidentRow, QueueRow } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { providerStates } from "../../src/incidents/provider-state.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 10, minute));

function queue(change: Partial<QueueRow> = {}): QueueRow {
  const here = {
    ...{ campaign: 1, step: 1, planned: "sms.main", provider: "sms.main", destination: undefined },
    ...{ version: 0, order: undefined },
  };
  return { ...here, rerouted: undefined, holds: [], rates: {}, ratedBy: {}, ...change };
}

const INCIDENT: IncidentRow = {
  id: 1,
  campaign: 1,
  name: "hello",
  kind: "loss",
  provider: "sms.main",
  destination: "",
  startedAt: at(4),
  endedAt: undefined,
  figures: {},
  notes: [
    { at: at(4), actor: "plugin:watch", fact: "it loses messages", action: "it is slowed down", did: "slowed" },
    { at: at(6), actor: "plugin:watch", fact: "it loses many", action: "others carry them", did: "rerouted" },
    { at: at(7), actor: "ada", fact: "called them", action: "paused by hand" },
  ],
};
const hold = (source: "operator" | "plugin:watch", actor: string, reason: string) => {
  return { source, isOfProvider: true, actor, reason, since: at(5), reviewAt: at(20) };
};
const state = (queues: readonly QueueRow[], incidents: readonly IncidentRow[] = [], closed: object[] = []) =>
  providerStates({ queues, destinations: [], closed: closed as never, slowed: [] }, incidents)[0];

describe("the status of a provider", () => {
  it("is open without a pause or reroute, whatever the campaign's rate", () => {
    expect(state([queue({ rates: { pace: 15 } })], [INCIDENT])).toEqual({
      provider: "sms.main",
      condition: "open",
      causes: [],
      version: 0,
    });
  });

  it("lists each pause once, with actor, reason and start", () => {
    const holds = [hold("operator", "ada", "a bill"), hold("plugin:watch", "plugin:watch", "it loses messages")];
    const found = state([queue({ holds }), queue({ step: 2, holds })]);
    expect(found?.condition).toBe("paused");
    expect(found?.causes).toMatchObject([
      { by: "operator", does: "paused", actor: "ada", why: "a bill", since: at(5), until: undefined, reviewAt: at(20) },
      { by: "plugin:watch", does: "paused", actor: "plugin:watch", why: "it loses messages", since: at(5) },
    ]);
  });

  it("has the reason and start from the incident if the watch slows the provider down", () => {
    const found = state([queue({ rates: { "plugin:watch": 10 } })], [INCIDENT]);
    expect(found).toMatchObject({
      condition: "throttled",
      causes: [{ by: "plugin:watch", does: "throttled", perSecond: 10, why: "it loses messages", since: at(4) }],
    });
  });

  it("states who slowed the provider down by hand, why, and since when", () => {
    const operator = { actor: "ada", reason: "a small desk", since: at(2) };
    const found = state([queue({ rates: { operator: 5 }, ratedBy: { operator } })], [INCIDENT]);
    expect(found).toMatchObject({
      condition: "throttled",
      causes: [{ by: "operator", does: "throttled", actor: "ada", why: "a small desk", since: at(2) }],
    });
    const unknown = state([queue({ rates: { operator: 5 } })], []); // an older version of relance set this limit
    expect(unknown?.causes).toMatchObject([{ by: "operator", actor: "", why: "", since: undefined }]);
  });

  it("states to which provider its recipients are rerouted, and by whom", () => {
    const rerouted = { actor: "plugin:watch", reason: "it loses many", since: at(6) };
    const byWatch = state([queue({ provider: "sms.second", rerouted })], [INCIDENT]);
    expect(byWatch).toMatchObject({
      condition: "paused",
      causes: [{ by: "plugin:watch", does: "rerouted", via: "sms.second", since: at(6), why: "it loses many" }],
    });
    const byHand = { actor: "ada", reason: "cheaper", since: at(3) };
    expect(state([queue({ provider: "sms.second", rerouted: byHand })], [INCIDENT])?.causes).toMatchObject([
      { by: "operator", actor: "ada", why: "cheaper", since: at(3) },
    ]);
  });

  it("reports no reroute while recipients wait, because of a hold or for a closed provider", () => {
    const led = {
      provider: "sms.second",
      rerouted: { actor: "plugin:watch", reason: "it loses many", since: undefined },
    };
    const held = state([queue({ ...led, holds: [hold("operator", "ada", "a bill")] })], [INCIDENT]);
    expect(held).toMatchObject({ condition: "paused", causes: [{ by: "operator", does: "paused" }] });
    expect(held?.causes).toHaveLength(1);
    const closed = [{ provider: "sms.second", until: at(9), reason: "provider/unauthorized", faults: 2 }];
    const waiting = state([queue(led)], [INCIDENT], closed);
    expect(waiting).toMatchObject({
      condition: "paused",
      causes: [{ by: "breaker", does: "closed", via: "sms.second", until: undefined, reviewAt: at(9) }],
    });
    expect(waiting?.causes).toHaveLength(1);
  });

  it("is closed, whatever else applies, while its vendor refuses, and states until when", () => {
    const closed = [{ provider: "sms.main", until: at(9), reason: "provider/rate-limited", faults: 0 }];
    expect(state([queue({ holds: [hold("operator", "ada", "a bill")] })], [], closed)).toMatchObject({
      condition: "closed",
      causes: [
        { by: "breaker", does: "closed", why: "provider/rate-limited", until: at(9) },
        { by: "operator", does: "paused" },
      ],
    });
  });
});
