import { describe, expect, it } from "vitest";
import { FACTOR_TRIES, provenStrength, STRENGTH, type StoredAcknowledgement } from "../src/index.ts";

function wrong(times: number): StoredAcknowledgement[] {
  const one = {
    source: "link",
    answer: "done",
    strength: 1,
    occurredAt: 1,
    revoke: false,
    wrongFactor: true,
  };
  return Array.from({ length: times }, (_, n) => ({ ...one, sourceId: String(n) }));
}
const link = { strength: STRENGTH.authenticated, method: "link", wrongFactor: false } as const;

describe("provenStrength", () => {
  it("accepts the right answer to the campaign's question", () => {
    expect(provenStrength(link, [])).toBe(STRENGTH.authenticated);
    expect(provenStrength(link, wrong(FACTOR_TRIES - 1))).toBe(STRENGTH.authenticated);
  });

  it("treats a wrong answer as a mere press", () => {
    expect(provenStrength({ ...link, wrongFactor: true }, [])).toBe(STRENGTH.gesture);
  });

  it("accepts no answer after five wrong ones", () => {
    expect(provenStrength(link, wrong(FACTOR_TRIES))).toBe(STRENGTH.gesture);
  });

  it("does not change the proof of the caller's own event, whatever was guessed", () => {
    const event = { ...link, strength: STRENGTH.event, method: "event" } as const;
    expect(provenStrength(event, wrong(99))).toBe(STRENGTH.event);
  });
});
