import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldAcknowledgements, STRENGTH, type StoredAcknowledgement } from "../src/index.ts";
import { aPlan } from "./support/plans.ts";

const plan = aPlan({ strength: "authenticated" });

function stored(facts: Partial<StoredAcknowledgement>): StoredAcknowledgement {
  return {
    source: "event:re-registered",
    sourceId: "1",
    answer: "done",
    strength: STRENGTH.event,
    occurredAt: 1_000,
    revoke: false,
    ...facts,
  };
}

describe("foldAcknowledgements", () => {
  it("returns no answer without acknowledgements", () => {
    expect(foldAcknowledgements([], plan)).toEqual({
      closed: false,
      late: false,
      wantsHelp: false,
      strength: STRENGTH.none,
    });
  });

  it("closes on a closing answer with enough proof", () => {
    expect(foldAcknowledgements([stored({})], plan)).toEqual({
      closed: true,
      late: false,
      wantsHelp: false,
      strength: STRENGTH.event,
    });
  });

  it("does not close on a weaker proof, or on an answer that is not `close`", () => {
    expect(foldAcknowledgements([stored({ strength: STRENGTH.gesture })], plan).closed).toBe(false);
    expect(foldAcknowledgements([stored({ answer: "promise" })], plan).closed).toBe(false);
    expect(foldAcknowledgements([stored({ answer: "never-heard-of" })], plan).closed).toBe(false);
  });

  it("keeps the strongest of several answers", () => {
    const both = [stored({ strength: STRENGTH.gesture, source: "link" }), stored({})];
    expect(foldAcknowledgements(both, plan).strength).toBe(STRENGTH.event);
  });

  it("lets an operator revoke a press or a reply, but no event", () => {
    const strict = aPlan({ strength: "gesture" });
    const revocation = stored({ source: "operator", sourceId: "~", revoke: true, occurredAt: 2_000 });
    const closes = (facts: Partial<StoredAcknowledgement>) =>
      foldAcknowledgements([stored(facts), revocation], strict).closed;
    expect(closes({ source: "link" })).toBe(false);
    expect(closes({ source: "reply" })).toBe(false);
    expect(closes({ source: "link", occurredAt: 2_001 })).toBe(true);
    expect(closes({ source: "event:re-registered" })).toBe(true);
  });

  it("revokes an acknowledgement only by a later revocation of the same source", () => {
    const done = stored({});
    const revoked = stored({ sourceId: "2", occurredAt: 2_000, revoke: true });
    expect(foldAcknowledgements([done, revoked], plan).closed).toBe(false);
    expect(foldAcknowledgements([done, { ...revoked, source: "operator:" }], plan).closed).toBe(true);
    expect(foldAcknowledgements([done, { ...revoked, occurredAt: 500 }], plan).closed).toBe(true);
  });

  it("orders answers of the same millisecond by the source's own id", () => {
    const done = stored({ sourceId: "2" });
    expect(foldAcknowledgements([done, stored({ sourceId: "3", revoke: true })], plan).closed).toBe(false);
    expect(foldAcknowledgements([done, stored({ sourceId: "1", revoke: true })], plan).closed).toBe(true);
  });

  it("counts an answer that the recipient repeats after the revocation", () => {
    const all = [
      stored({}),
      stored({ sourceId: "2", occurredAt: 2_000, revoke: true }),
      stored({ sourceId: "3", occurredAt: 3_000 }),
    ];
    expect(foldAcknowledgements(all, plan).closed).toBe(true);
  });

  it("keeps `done` when the recipient presses another button later", () => {
    const done = stored({ source: "link", strength: STRENGTH.authenticated });
    const promise = stored({ source: "link", sourceId: "2", occurredAt: 2_000, answer: "promise" });
    expect(foldAcknowledgements([done, promise], plan).closed).toBe(true);
  });

  it("does not depend on order or repetition", () => {
    const item: fc.Arbitrary<StoredAcknowledgement> = fc.record({
      source: fc.constantFrom("event:a", "event:b", "link"),
      sourceId: fc.constantFrom("1", "2", "3", "4", "5", "6"),
      answer: fc.constantFrom("done", "promise", "help"),
      strength: fc.constantFrom(STRENGTH.gesture, STRENGTH.authenticated, STRENGTH.event),
      occurredAt: fc.constantFrom(1_000, 2_000, 3_000),
      revoke: fc.boolean(),
      late: fc.boolean(),
    });
    const unique = fc.uniqueArray(item, {
      maxLength: 6,
      selector: ({ source, sourceId }) => `${source} ${sourceId}`,
    });
    fc.assert(
      fc.property(
        unique.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        ([all, again]) => {
          expect(foldAcknowledgements(again, plan)).toEqual(foldAcknowledgements(all, plan));
        },
      ),
      { numRuns: 500 },
    );
  });
});
