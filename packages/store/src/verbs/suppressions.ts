import {
  type Actor,
  channelNumbered,
  DOUBTFUL_STOP,
  OPTED_OUT,
  type Page,
  type Store,
  type SuppressAnswer,
  type SuppressInput,
  type SuppressionRow,
  toDate,
} from "@relance/spec";
import { findCandidates } from "../moves/contact-hashes.ts";
import { InboundBatch, removeDigest, suppressDigest } from "../moves/inbound-batch.ts";
import { readContacts } from "../rows/contacts.ts";
import { refusedRule } from "../rows/rule-book.ts";
import { pluck, type Sql, type StoredRow } from "../rows/sql.ts";
import { toPage } from "../rows/to-page.ts";
import type { Reading, Work } from "../work/work.ts";

const PAGE = `select id, tenant, channel, purpose, digest, reason, actor, created_at as "createdAt",
  expires_at as "expiresAt" from suppressions where id > $1 and removed_at is null
  and (expires_at is null or expires_at > $2) and ($3::text is null or tenant = $3) order by id limit $4`;

export async function suppressions(
  { sql, now }: Reading,
  { tenant, cursor = "0", limit }: Parameters<Store["suppressions"]>[0],
): Promise<Page<SuppressionRow>> {
  const found = await sql.all<StoredSuppression>(PAGE, Number(cursor), now, tenant ?? null, limit);
  const addresses = await readAddresses(sql, pluck(found, "digest"));
  return toPage(found, limit, ({ channel, createdAt, expiresAt, ...row }) => ({
    ...row,
    address: undefined,
    channel: channelNumbered(channel),
    ...addresses.get(row.digest),
    createdAt: toDate(createdAt),
    expiresAt: expiresAt === null ? undefined : toDate(expiresAt),
  }));
}

async function readAddresses(sql: Sql, digests: readonly string[]) {
  const candidates = await findCandidates(sql, digests);
  const addresses = new Map<string, Pick<SuppressionRow, "address" | "box">>();
  const people = await readContacts(sql, [...candidates.values()].flat());
  for (const { contacts, digests: own, campaign, key, box } of people.values()) {
    own.forEach((digest, place) => {
      const address = contacts[place]?.address;
      if (address === undefined) return;
      addresses.set(digest, { address, box: box === undefined ? undefined : { box, campaign, key, place } });
    });
  }
  return addresses;
}

export async function suppress(work: Work, rules: readonly SuppressInput[]): Promise<readonly SuppressAnswer[]> {
  const inbound = new InboundBatch(work);
  const usable = rules.filter((rule) => refusedRule(rule, work.now) === undefined);
  await inbound.need(usable.map(({ digest }) => digest));
  const answers = rules.map((rule) => suppressOne(inbound, rule));
  await inbound.rules.save();
  return answers;
}

function suppressOne(inbound: InboundBatch, rule: SuppressInput): SuppressAnswer {
  const code = refusedRule(rule, inbound.work.now);
  if (code !== undefined) return { status: "refused", code, people: 0 };
  const { remove = false, reason, purpose } = rule;
  const isJudged = remove ? reason === DOUBTFUL_STOP : reason === OPTED_OUT && !purpose;
  const held = isJudged ? inbound.rules.tenantsOf(rule, DOUBTFUL_STOP) : [];
  const done = [...new Set([rule.tenant, ...held])].map((tenant) => {
    if (remove) return removeDigest(inbound, { ...rule, tenant }, { purpose, reason: reason || undefined });
    return suppressDigest(inbound, { ...rule, tenant, purpose: purpose ?? "" });
  });
  const isChanged = done.some((one) => ("isNew" in one ? one.isNew : one.isRemoved));
  const people = done.reduce((sum, one) => sum + one.people, 0);
  if (remove) return { status: isChanged ? "removed" : "unknown", people };
  return { status: isChanged ? "new" : "same", people };
}

type StoredSuppression = Pick<SuppressionRow, "id" | "tenant" | "purpose" | "digest" | keyof Actor> &
  StoredRow<"channel" | "createdAt"> & { readonly expiresAt: number | null };
