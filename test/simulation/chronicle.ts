import type { FakeVendor, Hold, Report, Sending, StatusRequest, Stretch, Word } from "../support/oracle/facts.ts";
import type { Troubles } from "./troubles.ts";

/**
 * Facts that the simulated providers and recipients record. The judge compares relance's reports only with these facts.
 */
export interface Chronicle {
  readonly sendings: Sending[];
  readonly reports: Report[];
  readonly words: Word[];
  readonly asked: StatusRequest[];
  readonly downtime: Stretch[];
  readonly holds: Hold[];
  /** Workers that were killed or stopped with messages in flight. */
  readonly struck: { kills: number; freezes: number };
  batches: number;
}

export function newChronicle(): Chronicle {
  return {
    sendings: [],
    reports: [],
    words: [],
    asked: [],
    downtime: [],
    holds: [],
    struck: { kills: 0, freezes: 0 },
    batches: 0,
  };
}

export type FakeVendors = Readonly<Record<string, FakeVendor>>;

const FAKE_VENDORS: FakeVendors = {
  "sms.main": { channel: "sms", vendor: "first", receipts: true, proves: false, lists: true, looksUp: true },
  "sms.second": { channel: "sms", vendor: "second", receipts: true, proves: true, lists: false, looksUp: true },
  "email.smtp": { channel: "email", vendor: "mail", receipts: false, proves: false, lists: false },
  "courier.bike": { channel: "courier", vendor: "bike", receipts: true, proves: false, lists: false, looksUp: true },
  "push.web": { channel: "push", vendor: "push", receipts: true, proves: false, lists: false, looksUp: true },
};

const SLOW = { perSecond: 2 };

export function fakeVendorsOf(troubles: Troubles): FakeVendors {
  const described = (provider: string, one: FakeVendor): FakeVendor => {
    if (provider === "email.smtp" && troubles.has("bounces")) return { ...one, receipts: true, looksUp: true };
    return provider === "sms.main" && troubles.has("rates") ? { ...one, ...SLOW } : one;
  };
  return Object.fromEntries(
    Object.entries(FAKE_VENDORS).map(([provider, one]) => [provider, described(provider, one)]),
  );
}
