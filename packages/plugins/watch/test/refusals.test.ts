import type { Ledger } from "@relance/spec";
import { expect, it } from "vitest";
import { tookNothing } from "../src/judge/judge-signs.ts";

/** Of 1,000 messages twelve left, and came back. */
function ledger(capturedBy: Ledger["capturedBy"]): Ledger {
  const of = { step: 1, provider: "sms.main", evidence: "none" } as const;
  return {
    attempts: [
      { ...of, state: "accepted", count: 988 },
      { ...of, state: "rejected", count: 12 },
    ],
    capturedBy,
  } as unknown as Ledger;
}

it("what never left the gateway is no message of which others came back", () => {
  expect([...tookNothing(ledger({ "sms.main": 988 })).keys()]).toEqual(["sms.main"]);
  expect(tookNothing(ledger({ "sms.main": 900 })).size).toBe(0);
});
