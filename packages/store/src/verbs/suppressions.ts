import type { Contact, Page, SuppressionRow } from "@relance/spec";
import { candidatesOf } from "../people/contact-hashes.ts";
import { type StoredSuppression, suppressionPage } from "../suppressions/suppression-row.ts";
import type { Reading } from "../transaction/reading.ts";
import { listOf, type Sql } from "../transaction/sql.ts";

interface HolderRow {
  readonly contacts: string;
  readonly digests: string;
}

const PAGE = `select id, tenant, channel, purpose, digest, reason, source, created_at as "createdAt",
  expires_at as "expiresAt" from suppressions where id > $1 and lifted_at is null
  and (expires_at is null or expires_at > $2) and ($3::text is null or tenant = $3) order by id limit $4`;

const HOLDERS = "select contacts, digests from people where id = any($1::bigint[])";

export interface SuppressionsInput {
  readonly tenant?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Rules in force, oldest first. */
export async function suppressions(
  { sql, now }: Reading,
  { tenant, cursor = "0", limit }: SuppressionsInput,
): Promise<Page<SuppressionRow>> {
  const found = await sql.all<StoredSuppression>(PAGE, Number(cursor), now, tenant ?? null, limit);
  const addresses = await addressesOf(
    sql,
    found.map(({ digest }) => digest),
  );
  return suppressionPage(found, limit, (digest) => addresses.get(digest));
}

/** The addresses behind these hashes, as long as somebody in the store has them. */
async function addressesOf(sql: Sql, digests: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const candidates = await candidatesOf(sql, digests);
  const holders = await sql.all<HolderRow>(HOLDERS, listOf([...candidates.values()].flat()));
  const addresses = new Map<string, string>();
  for (const { contacts, digests: own } of holders) {
    const list = JSON.parse(contacts) as Contact[];
    own.split(" ").forEach((digest, place) => {
      const address = list[place]?.address;
      if (address !== undefined) addresses.set(digest, address);
    });
  }
  return addresses;
}
