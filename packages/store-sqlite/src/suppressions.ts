import type { Channel } from "@relance/spec";
import { channelNumber } from "./contacts.ts";
import type { Work } from "./work.ts";

const ACTIVE = `select 1 from suppressions where digest = ? and channel = ? and tenant = ? and lifted_at is null
  and (expires_at is null or expires_at > ?) limit 1`;

/** A rule forbids sending to this contact now. */
export function isSuppressed(work: Work, tenant: string, channel: Channel, digest: string): boolean {
  if (!work.hasSuppressions) return false;
  return work.sql.row(ACTIVE, digest, channelNumber(channel), tenant, work.now) !== undefined;
}
