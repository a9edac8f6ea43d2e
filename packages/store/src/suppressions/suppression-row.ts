import { dateOf, type Page, type SuppressionRow } from "@relance/spec";
import { channelName } from "../people/contacts.ts";

/** A rule in force as statements read it. */
export interface StoredSuppression {
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

/** A page of rules, each with its address as long as `addressOf` knows somebody who has it. */
export function suppressionPage(
  found: readonly StoredSuppression[],
  limit: number,
  addressOf: (digest: string) => string | undefined,
): Page<SuppressionRow> {
  const last = found.at(-1);
  return {
    rows: found.map(({ channel, createdAt, expiresAt, ...row }) => ({
      ...row,
      channel: channelName(channel),
      address: addressOf(row.digest),
      createdAt: dateOf(createdAt),
      expiresAt: expiresAt === null ? undefined : dateOf(expiresAt),
    })),
    cursor: last === undefined || found.length < limit ? undefined : String(last.id),
  };
}
