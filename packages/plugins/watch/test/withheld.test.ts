import type { Ledger } from "@relance/spec";
import { expect, it } from "vitest";
import type { ReceiptsReceived } from "../src/judge/receipt-tracker.ts";
import { updateWithheld } from "../src/judge/withheld.ts";

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 30);

/** 1,000 messages were sent, and this many have a receipt. */
function ledger(receipts: number): Ledger {
  const of = { step: 1, provider: "sms.main", state: "accepted" } as const;
  return {
    attempts: [
      { ...of, evidence: "delivered", count: receipts },
      { ...of, evidence: "none", count: 1_000 - receipts },
    ],
  } as unknown as Ledger;
}

/** The counts that a check reads. */
function bins(
  now: number,
  facts: { readonly since?: number; readonly sentAt?: number; readonly downtime?: readonly [number, number] } = {},
) {
  const { since, sentAt = since, downtime } = facts;
  const flow = {
    key: "sms.main",
    name: { provider: "sms.main", channel: "sms", destination: undefined },
    silences: [],
    seconds: [{ at: sentAt, lengthMs: 1_000, accepted: 100, received: [] }],
  };
  return {
    now,
    flows: since === undefined ? [] : [flow],
    silencesFor: () => (since === undefined ? [] : [{ from: since }]),
    downtimeOf: () => (downtime === undefined ? [] : [{ from: downtime[0], to: downtime[1] }]),
  } as unknown as ReceiptsReceived;
}

const SILENT = { "sms.main": { since: T0, sent: 1_000, receipts: 400 } };

it("begins once many receipts have been overdue for half a minute, and lasts beyond the period of the bins", () => {
  expect(updateWithheld(ledger(400), bins(T0 + 20_000, { since: T0 }))).toEqual({});
  expect(updateWithheld(ledger(400), bins(T0 + 30_000, { since: T0 }))).toEqual(SILENT);
  expect(updateWithheld(ledger(400), bins(T0 + 90 * MINUTE), SILENT)).toEqual(SILENT);
});

it("does not begin if nothing was sent since the last receipt, because messages of a burst may be lost", () => {
  const facts = { since: T0, sentAt: T0 - 1_000 };
  expect(updateWithheld(ledger(400), bins(T0 + 5 * MINUTE, facts))).toEqual({});
});

it("ends some time after a receipt arrived, when the withheld receipts have arrived too", () => {
  const at = T0 + 8 * MINUTE;
  const coming = updateWithheld(ledger(401), bins(at), SILENT);
  expect(coming["sms.main"]).toMatchObject({ since: T0, receipts: 401, to: at });
  expect(updateWithheld(ledger(700), bins(at + 2 * MINUTE), coming)["sms.main"]).toMatchObject({
    receipts: 700,
    to: at,
  });
  expect(updateWithheld(ledger(900), bins(at + 3 * MINUTE), coming)).toEqual({});
});

it("ends, and does not begin again, once the fault is known to be ours", () => {
  const at = T0 + 5 * MINUTE;
  const ours = { since: T0, downtime: [T0 + 4_000, at] } as const;
  expect(updateWithheld(ledger(400), bins(at, ours), SILENT)["sms.main"]?.to).toBe(at);
  expect(updateWithheld(ledger(400), bins(at, ours))).toEqual({});
});
