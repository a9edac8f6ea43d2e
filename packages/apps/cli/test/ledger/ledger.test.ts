import { computeReach, ledgerSums } from "@relance/report";
import { describe, expect, it } from "vitest";
import { ledgerText } from "../../src/ledger/ledger-text.ts";
import { ledger } from "../support/ledger.ts";

describe("the sums of a ledger", () => {
  it("match if every line, recipient and attempt is counted in one place", () => {
    const { audience, people, attempts, holds } = ledgerSums(ledger());
    expect([audience.holds, people.holds, attempts.holds, holds]).toEqual([true, true, true, true]);
  });

  it.each([
    { what: "a row", changes: { audience: { ...ledger().audience, rows: 14 } } },
    { what: "a person", changes: { states: { ...ledger().states, pending: 2 } } },
    { what: "an attempt", changes: { totals: { ...ledger().totals, attempts: 8 } } },
  ])("do not match if $what is missing, whatever the store reports", ({ changes }) => {
    expect(ledgerSums(ledger(changes)).holds).toBe(false);
  });

  it("do not match if the store reports this", () => {
    expect(ledgerSums(ledger({ holds: false })).holds).toBe(false);
  });
});

describe("the ledger as text", () => {
  it("shows both sums, the reasons, and each route", () => {
    expect(ledgerText(ledger())).toMatchInlineSnapshot(`
      "hello 2013-08 · running
        rows       13 = 10 enrolled + 1 repeated + 2 refused · holds
        recipients 10 = 3 pending + 2 active + 4 acknowledged + 1 exhausted · holds
        attempts   7 = 1 submitting + 6 accepted · holds
        refused    2 message/bad-phone
        unreached  2 message/bad-phone · 1 ack-timeout
        answers    4 done
        of these   1 confirmed late
        step 1 sms.main: 7 attempts: 6 delivered · 1 submitting
        ledger     holds"
    `);
  });

  it("uses the singular for one attempt", () => {
    const one = { step: 1, provider: "sms.main", state: "accepted", evidence: "none", count: 1 } as const;
    expect(ledgerText(ledger({ attempts: [one] }))).toContain("sms.main: 1 attempt: 1 accepted\n");
  });

  it("reports clearly that the sums do not match", () => {
    expect(ledgerText(ledger({ holds: false }))).toContain("DOES NOT HOLD");
  });
});

describe("the progress of a campaign", () => {
  it("is four numbers that sum to its recipients", () => {
    const { people, confirmed, inFlight, waiting, unreached, calledOff } = computeReach(ledger());
    expect(confirmed + inFlight + waiting + unreached + calledOff).toBe(people);
  });
});
