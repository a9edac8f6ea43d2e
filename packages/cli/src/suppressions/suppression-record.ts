import type { SuppressionRow } from "@relance/spec";

/** Columns of an export, in order; an import reads the same. */
export const COLUMNS = [
  "channel",
  "address",
  "digest",
  "index",
  "tenant",
  "purpose",
  "reason",
  "source",
  "created_at",
  "expires_at",
] as const;

export type SuppressionColumn = (typeof COLUMNS)[number];

export type SuppressionRecord = Readonly<Record<SuppressionColumn, string>>;

/** One rule as an export writes it. The hash means something only beside the mark of its key. */
export function suppressionRecord(row: SuppressionRow, index: string): SuppressionRecord {
  const { channel, address = "", digest, tenant, purpose, reason, source, createdAt, expiresAt } = row;
  return {
    channel,
    address,
    digest,
    index,
    tenant,
    purpose,
    reason,
    source,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? "",
  };
}
