import type { Asked, FarEnd, Report, Sending, Stretch, Word } from "../support/oracle/facts.ts";

/** What the world writes down while a life goes on: the judge hears of nothing else. */
export interface Chronicle {
  readonly sendings: Sending[];
  readonly reports: Report[];
  readonly words: Word[];
  readonly asked: Asked[];
  readonly downtime: Stretch[];
  /** Workers that were killed or stopped with messages on the wire. */
  readonly struck: { kills: number; freezes: number };
}

export function newChronicle(): Chronicle {
  return { sendings: [], reports: [], words: [], asked: [], downtime: [], struck: { kills: 0, freezes: 0 } };
}

/** The far ends of every life. */
export const FAR_ENDS: Readonly<Record<string, FarEnd>> = {
  "sms.main": { channel: "sms", vendor: "first", receipts: true, proves: false, lists: true, looksUp: true },
  "sms.second": { channel: "sms", vendor: "second", receipts: true, proves: true, lists: false, looksUp: true },
  "email.smtp": { channel: "email", vendor: "mail", receipts: false, proves: false, lists: false },
  "push.web": { channel: "push", vendor: "push", receipts: true, proves: false, lists: false, looksUp: true },
};
