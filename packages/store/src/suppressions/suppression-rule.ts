import { type By, type Channel, isChannel, type SuppressInput } from "@relance/spec";
import { isStorable } from "../inbox/inbox-facts.ts";

/** Longest name of a contact, a tenant, a purpose, a reason or an actor. */
const MAX_NAME = 255;

/** A contact that must not be written to. */
export interface SuppressionRule extends By {
  readonly tenant: string;
  readonly channel: Channel;
  readonly digest: string;
  /** `""` = every purpose. */
  readonly purpose: string;
  readonly expiresAt?: number | undefined;
}

/** Why a rule cannot be kept: one that cannot stops none of the others. */
export function refusedRule(rule: SuppressInput, now: number): string | undefined {
  const { tenant, channel, digest, purpose, reason, actor, expiresAt } = rule;
  const isText = [tenant, digest, purpose, reason, actor].every((text) => isStorable(text, MAX_NAME));
  if (!isText || digest === "" || !isChannel(channel)) return "message/bad-text";
  const isOver = expiresAt !== undefined && !(Number.isFinite(expiresAt) && expiresAt > now);
  return isOver ? "message/bad-deadline" : undefined;
}
