import { concerns, isOpen, noChange, optIn, optOut, readmit } from "@relance/rules";
import type { SuppressionRule } from "../rows/rule-book.ts";
import type { InboundBatch } from "./inbound-batch.ts";

/** Stores a suppression of a loaded contact, and sets the opted-out bit on each row with the contact. */
export function suppressDigest(
  { work, holders, rules }: InboundBatch,
  rule: SuppressionRule,
): { readonly isNew: boolean; readonly people: number } {
  const isNew = rules.add(rule);
  let people = 0;
  for (const { bit, row } of holders.of(rule.digest, rule.tenant, rule.channel)) {
    const { plan } = work.version(row);
    if (!concerns(rule.purpose, plan)) continue;
    if (isOpen(row)) people += 1;
    const change = optOut(row, plan, bit, work.now);
    work.save(row, change);
  }
  return { isNew, people };
}

/** Lifts a contact's suppressions, and resumes recipients whose steps ended only because of these suppressions. */
export function liftDigest(
  { work, holders, rules }: InboundBatch,
  { tenant, channel, digest }: Pick<SuppressionRule, "tenant" | "channel" | "digest">,
  only: { readonly reason?: string | undefined; readonly purpose?: string | undefined } = {},
): { readonly isLifted: boolean; readonly people: number } {
  if (rules.lift({ tenant, channel, digest }, only) === 0) return { isLifted: false, people: 0 };
  let people = 0;
  for (const { bit, row } of holders.of(digest, tenant, channel)) {
    if (rules.forbids(work.version(row), channel, digest)) continue; // another suppression remains
    const wasOpen = isOpen(row);
    if (only.reason === undefined) {
      optIn(row, bit);
      work.save(row, noChange());
    } else work.save(row, readmit(row, work.version(row).plan, bit, work.now));
    if (!isOpen(row)) continue;
    people += 1;
    if (!wasOpen) work.side.reopenCampaign(row.campaign);
  }
  return { isLifted: true, people };
}
