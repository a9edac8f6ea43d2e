import { createHash } from "node:crypto";
import type { Channel, EnrollRow } from "@relance/spec";
import { HOUR } from "./plan.ts";

/** The values of one recipient that a test sets. The scene generates all other values. */
export interface PersonFacts {
  readonly key?: string | undefined;
  /** Phone numbers, the preferred number first. @default a unique phone number */
  readonly sms?: readonly string[] | undefined;
  /** Mailboxes. @default a unique mailbox */
  readonly email?: readonly string[] | undefined;
  readonly deadline?: EnrollRow["deadline"] | undefined;
  readonly steps?: number | undefined;
  readonly sendOrder?: number | undefined;
  readonly line?: number | undefined;
  readonly zone?: number | undefined;
}

export function contactDigest(channel: Channel, address: string): string {
  return createHash("sha256").update(`${channel} ${address}`).digest("hex");
}

export function phoneNumbered(number: number): string {
  return `+3360000${String(number).padStart(4, "0")}`;
}

/** Returns a valid audience row. Each `number` gives a different recipient. */
export function row(number: number, facts: PersonFacts = {}): EnrollRow {
  const { sms = [phoneNumbered(number)], email = [`p${number}@example.org`] } = facts;
  const contacts = [
    ...sms.map((address) => ({ channel: "sms" as const, address })),
    ...email.map((address) => ({ channel: "email" as const, address })),
  ];
  return {
    line: facts.line ?? number,
    key: facts.key ?? `p${number}`,
    contacts,
    digests: contacts.map(({ channel, address }) => contactDigest(channel, address)),
    variables: { name: `Person ${number}` },
    locale: "fr",
    timezone: "Europe/Paris",
    deadline: facts.deadline ?? { afterMs: 24 * HOUR },
    steps: facts.steps ?? 0b1111,
    sendOrder: facts.sendOrder ?? number * 1_000,
    ...(facts.zone === undefined ? {} : { zone: facts.zone }),
  };
}

export function rows(people: number | readonly PersonFacts[]): EnrollRow[] {
  return typeof people === "number"
    ? Array.from({ length: people }, (_, index) => row(index + 1))
    : people.map((facts, index) => row(index + 1, facts));
}
