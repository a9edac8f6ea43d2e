import type { Ledger } from "@relance/spec";

/** Returns a ledger of 10 recipients whose sums match. */
export function ledger(changes: Partial<Ledger> = {}): Ledger {
  return {
    campaign: 1,
    tenant: "",
    name: "hello",
    occurrence: "2013-08",
    extendedTo: undefined,
    versions: [],
    state: "running",
    audience: { rows: 13, enrolled: 10, repeated: 1, refused: 2, refusedBy: { "message/bad-phone": 2 } },
    states: { pending: 3, active: 2, acknowledged: 4, exhausted: 1, expired: 0, suppressed: 0, cancelled: 0 },
    late: 1,
    unreachedBy: { "ack-timeout": 1, "message/bad-phone": 2 },
    answers: { done: 4 },
    attempts: [
      { step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: 6 },
      { step: 1, provider: "sms.main", state: "submitting", evidence: "none", count: 1 },
    ],
    totals: {
      attempts: 7,
      supersededInFlight: 0,
      contradictory: 0,
      unreconciled: 0,
      compressed: 0,
      skipped: 0,
    },
    lateness: [
      { step: 1, upToS: 1, count: 6 },
      { step: 1, upToS: 15, count: 1 },
    ],
    holds: true,
    ...changes,
  };
}
