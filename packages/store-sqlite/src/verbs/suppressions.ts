import type { Contact, Page, SuppressionRow } from "@relance/spec";
import { type StoredSuppression, suppressionPage } from "@relance/store";
import { LOOKUP } from "../people/lookups.ts";
import type { StoreContext } from "../transaction/context.ts";

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
  const found = context.sql.all<StoredSuppression>(PAGE, Number(cursor), now, tenant ?? null, limit);
  return suppressionPage(found, limit, (digest) => addressOf(context, digest));
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
