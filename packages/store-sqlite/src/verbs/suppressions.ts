import { type Contact, dateOf, type Page, type SuppressionRow } from "@relance/spec";
import { channelName } from "@relance/store-kit";
import type { StoreContext } from "../context.ts";
import { LOOKUP } from "../lookups.ts";

interface RuleRow {
  readonly id: number;
  readonly tenant: string;
  readonly channel: number;
  readonly purpose: string;
  readonly digest: string;
  readonly reason: string;
  readonly source: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

const PAGE = `select id, tenant, channel, purpose, digest, reason, source, created_at as createdAt,
  expires_at as expiresAt from suppressions where id > ?1 and lifted_at is null
  and (expires_at is null or expires_at > ?2) and (?3 is null or tenant = ?3) order by id limit ?4`;

const PERSON = "select contacts, digests from people where id = ?";

export interface SuppressionsInput {
  readonly tenant?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Rules in force, oldest first. */
export function suppressions(
  context: StoreContext,
  { tenant, cursor = "0", limit }: SuppressionsInput,
): Page<SuppressionRow> {
  const now = Math.floor(context.clocks.now());
  const found = context.sql.all<RuleRow>(PAGE, Number(cursor), now, tenant ?? null, limit);
  const last = found.at(-1);
  return {
    rows: found.map(({ channel, createdAt, expiresAt, ...row }) => ({
      ...row,
      channel: channelName(channel),
      address: addressOf(context, row.digest),
      createdAt: dateOf(createdAt),
      expiresAt: expiresAt === null ? undefined : dateOf(expiresAt),
    })),
    cursor: last === undefined || found.length < limit ? undefined : String(last.id),
  };
}

/** The address behind a hash, as long as somebody in the store has it. */
function addressOf({ sql, lookups }: StoreContext, digest: string): string | undefined {
  for (const id of lookups.find(LOOKUP.contact, digest)) {
    const person = sql.one<{ contacts: string; digests: string }>(PERSON, id);
    const place = person?.digests.split(" ").indexOf(digest) ?? -1;
    if (person !== undefined && place >= 0) return (JSON.parse(person.contacts) as Contact[])[place]?.address;
  }
  return undefined;
}
