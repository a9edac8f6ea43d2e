import { purposeOf } from "@relance/rules";
import type { Channel } from "@relance/spec";
import { channelNumber, type VersionFacts } from "@relance/store";
import type { Work } from "../transaction/work.ts";

const ACTIVE = `select 1 from suppressions where digest = ? and channel = ? and tenant = ? and purpose in ('', ?)
  and lifted_at is null and (expires_at is null or expires_at > ?) limit 1`;

/** A rule forbids sending to this contact now, for messages of this campaign. */
export function isSuppressed(
  work: Work,
  { tenant, plan }: Pick<VersionFacts, "tenant" | "plan">,
  channel: Channel,
  digest: string,
): boolean {
  if (!work.hasSuppressions) return false;
  const number = channelNumber(channel);
  return work.sql.row(ACTIVE, digest, number, tenant, purposeOf(plan), work.now) !== undefined;
}
