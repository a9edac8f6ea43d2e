import { CHANNELS, type SuppressAnswer, type SuppressInput } from "@relance/spec";
import { isStorable } from "../inbox.ts";
import { liftDigest } from "../lifting.ts";
import { suppressDigest } from "../suppressing.ts";
import type { Work } from "../work.ts";

/** Longest name of a contact, a tenant, a purpose, a reason or a source. */
const MAX_TEXT = 255;

/** Forbids sending to contacts, or allows it again: the rule, and the bit on everybody's row that holds it. */
export function suppress(work: Work, rules: readonly SuppressInput[]): readonly SuppressAnswer[] {
  return rules.map((rule) => {
    const code = refusal(work, rule);
    if (code !== undefined) return { status: "refused", code, people: 0 };
    if (!rule.lift) {
      const { isNew, people } = suppressDigest(work, { ...rule, purpose: rule.purpose ?? "" });
      return { status: isNew ? "new" : "same", people };
    }
    const { isLifted, people } = liftDigest(work, rule, { purpose: rule.purpose });
    return { status: isLifted ? "lifted" : "unknown", people };
  });
}

/** One rule that cannot be kept stops none of the others (R18). */
function refusal(work: Work, rule: SuppressInput): string | undefined {
  const { tenant, channel, digest, purpose, reason, source, expiresAt } = rule;
  const isText = [tenant, digest, purpose, reason, source].every((text) => isStorable(text, MAX_TEXT));
  if (!isText || digest === "" || !CHANNELS.includes(channel)) return "message/bad-text";
  const isOver = expiresAt !== undefined && !(Number.isFinite(expiresAt) && expiresAt > work.now);
  return isOver ? "message/bad-deadline" : undefined;
}
