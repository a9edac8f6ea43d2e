import type { DefineInput, EnrollRow, Plan } from "@relance/spec";

export const START = Date.UTC(2013, 7, 1, 8);
export const HOUR = 3_600_000;

/** Two SMS carriers of different vendors, then email. */
export const PLAN: Plan = {
  steps: [
    {
      channel: "sms",
      route: [
        { provider: "sms.main", vendor: "a", receipts: true, lookup: true },
        { provider: "sms.second", vendor: "b", receipts: true, lookup: false },
      ],
      waitMs: 48 * HOUR,
      unknownAfterMs: 15 * 60_000,
      onMissingReceipt: "reroute",
    },
    {
      channel: "email",
      route: [{ provider: "email.smtp", vendor: "c", receipts: false, lookup: false }],
      waitMs: 24 * HOUR,
      unknownAfterMs: 15 * 60_000,
      onMissingReceipt: "reroute",
    },
  ],
  callBufferMs: 12 * HOUR,
  guarantee: "at-most-once",
  maxTries: 4,
  retryMs: 60_000,
  resolutionMs: 15 * 60_000,
  strength: "gesture",
  answers: { done: { do: "close" }, promise: { do: "snooze", forMs: 24 * HOUR }, help: { do: "call-me" } },
  on: "re-registered",
  reply: { OK: "done", LATER: "promise" },
};

export function definition(name: string, change: Partial<DefineInput> = {}): DefineInput {
  const body = JSON.stringify({ name });
  return { tenant: "", name, occurrence: "", hash: name, body, plan: PLAN, audience: "closed", ...change };
}

/** Recipient `n`: a phone and a mailbox of her own. */
export function row(n: number, change: Partial<EnrollRow> = {}): EnrollRow {
  return {
    line: n + 1,
    key: `person-${n}`,
    contacts: [
      { channel: "sms", address: `+3361${String(n).padStart(7, "0")}` },
      { channel: "email", address: `p${n}@example.org` },
    ],
    digests: [`phone-${n}`, `mail-${n}`],
    variables: { name: `Person ${n}` },
    deadline: { at: START + 14 * 24 * HOUR },
    steps: 0b11,
    sendOrder: (n * 2_654_435_761) % 2_147_483_648,
    ...change,
  };
}

export function rows(count: number, from = 0): EnrollRow[] {
  return Array.from({ length: count }, (_, index) => row(from + index));
}
