import { isOpen, noChange, optIn, reopen, STATE } from "@relance/rules";
import { before, channelNumber, type SuppressionRule } from "@relance/store";
import { reopenCampaign } from "../campaigns/campaigns.ts";
import type { Work } from "../transaction/work.ts";
import { holdersOf } from "./suppressing.ts";
import { isSuppressed } from "./suppressions.ts";

const LIFT = `update suppressions set lifted_at = ?1 where digest = ?2 and channel = ?3 and tenant = ?4
  and lifted_at is null and (?5 is null or reason = ?5) and (?6 is null or purpose = ?6)`;

/**
 * Takes rules about a contact back: all of them, those for one purpose, or with `reason` those that the person made. A ladder that ended only
 * because the person had said STOP goes on when the same person says START.
 */
export function liftDigest(
  work: Work,
  { tenant, channel, digest }: Pick<SuppressionRule, "tenant" | "channel" | "digest">,
  only: { readonly reason?: string; readonly purpose?: string | undefined } = {},
): { readonly isLifted: boolean; readonly people: number } {
  const { reason, purpose } = only;
  const name = [digest, channelNumber(channel), tenant] as const;
  const lifted = work.sql.run(LIFT, work.now, ...name, reason ?? null, purpose ?? null);
  if (lifted === 0) return { isLifted: false, people: 0 };
  let people = 0;
  for (const { bit, row } of holdersOf(work, digest, tenant, channel)) {
    if (isSuppressed(work, work.version(row), channel, digest)) continue; // another rule still forbids it
    const was = before(row);
    optIn(row, bit);
    const isBack = row.state === STATE.suppressed && reason !== undefined;
    const change = isBack ? reopen(row, work.version(row).plan, work.now) : noChange();
    work.save(row, was, change);
    if (!isOpen(row)) continue;
    people += 1;
    if (isBack) reopenCampaign(work, row.campaign);
  }
  return { isLifted: true, people };
}
