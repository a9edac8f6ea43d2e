import { channelBits, concerns, isOpen, optOut } from "@relance/rules";
import type { Channel, Contact } from "@relance/spec";
import {
  before,
  channelNumber,
  contactBits,
  contactPlace,
  type HotRow,
  type SuppressionRule,
} from "@relance/store";
import { LOOKUP } from "../people/lookups.ts";
import { readHot } from "../people/row.ts";
import type { Work } from "../transaction/work.ts";

const KNOWN = `select id, expires_at as expiresAt from suppressions
  where digest = ? and channel = ? and tenant = ? and purpose = ? and reason = ? and lifted_at is null`;

const INSERT = `insert into suppressions (tenant, channel, digest, purpose, reason, source, created_at, expires_at)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;

const PERSON = "select contacts, digests from people where id = ?";

interface Holder {
  readonly bit: number;
  readonly row: HotRow;
}

/** Everybody who has this contact, in whatever state; of the tenant and as the channel's, if these are named. */
export function holdersOf(work: Work, digest: string, tenant?: string, channel?: Channel): Holder[] {
  const holders: Holder[] = [];
  for (const id of work.context.lookups.find(LOOKUP.contact, digest)) {
    const person = work.sql.one<{ contacts: string; digests: string }>(PERSON, id);
    const row = readHot(work.sql, id);
    if (person === undefined || row === undefined) continue;
    if (tenant !== undefined && work.version(row).tenant !== tenant) continue;
    const bits = contactBits(JSON.parse(person.contacts) as Contact[]);
    const own = person.digests.split(" ");
    const wanted = channel === undefined ? -1 : channelBits(channel);
    const bit = wanted & bits.reduce((all, one, place) => (own[place] === digest ? all | one : all), 0);
    if (bit !== 0) holders.push({ bit, row });
  }
  return holders;
}

/** Writes the rule, and the opted-out bit on every row that holds the contact (R9, R17). */
export function suppressDigest(
  work: Work,
  rule: SuppressionRule,
): { readonly isNew: boolean; readonly people: number } {
  const { tenant, channel, digest, purpose, reason, source, expiresAt } = rule;
  const number = channelNumber(channel);
  const name = [digest, number, tenant, purpose, reason] as const;
  const known = work.sql.one<{ id: number; expiresAt: number | null }>(KNOWN, ...name);
  const isForce = known !== undefined && (known.expiresAt === null || known.expiresAt > work.now);
  if (known === undefined) {
    work.sql.insert(INSERT, tenant, number, digest, purpose, reason, source, work.now, expiresAt ?? null);
  } else if (known.expiresAt !== null) {
    const until = expiresAt === undefined ? null : Math.max(expiresAt, known.expiresAt);
    work.sql.run("update suppressions set expires_at = ? where id = ?", until, known.id);
  }
  work.suppressionAdded();
  let people = 0;
  for (const { bit, row } of holdersOf(work, digest, tenant, channel)) {
    const { plan } = work.version(row);
    if (!concerns(purpose, plan)) continue;
    if (isOpen(row)) people += 1;
    const was = before(row);
    const change = optOut(row, plan, bit, work.now);
    work.save(row, was, change);
  }
  return { isNew: !isForce, people };
}

/** Suppresses one contact of one enrolled person, for all who share it. */
export function suppressContact(
  work: Work,
  enrollment: number,
  channel: Channel,
  index: number,
  { reason, source }: Pick<SuppressionRule, "reason" | "source">,
): void {
  const row = readHot(work.sql, enrollment);
  const person = work.sql.one<{ contacts: string; digests: string }>(PERSON, enrollment);
  if (row === undefined || person === undefined) return;
  const place = contactPlace(JSON.parse(person.contacts) as Contact[], channel, index);
  const digest = person.digests.split(" ")[place];
  if (digest === undefined || digest === "") return;
  suppressDigest(work, { tenant: work.version(row).tenant, channel, digest, purpose: "", reason, source });
}
