import { CHANNELS, type SuppressAnswer, type SuppressInput } from "@relance/spec";
import { Hearing } from "../hearing.ts";
import { isStorable } from "../storable.ts";
import { liftDigest, suppressDigest } from "../suppressing.ts";
import type { Work } from "../work.ts";

/** Longest name of a contact, a tenant, a purpose, a reason or a source. */
const MAX_TEXT = 255;

/** Forbids sending to contacts, or allows it again: the rule, and the bit on everybody's row that holds it. */
export async function suppress(
  work: Work,
  rules: readonly SuppressInput[],
): Promise<readonly SuppressAnswer[]> {
  const hearing = new Hearing(work);
  const usable = rules.filter((rule) => refusal(work, rule) === undefined);
  await hearing.need(usable.map(({ digest }) => digest));
  const answers = rules.map((rule) => suppressOne(hearing, rule));
  await hearing.rules.save();
  return answers;
}

function suppressOne(hearing: Hearing, rule: SuppressInput): SuppressAnswer {
  const code = refusal(hearing.work, rule);
  if (code !== undefined) return { status: "refused", code, people: 0 };
  if (!rule.lift) {
    const { isNew, people } = suppressDigest(hearing, { ...rule, purpose: rule.purpose ?? "" });
    return { status: isNew ? "new" : "same", people };
  }
  const { isLifted, people } = liftDigest(hearing, rule, { purpose: rule.purpose });
  return { status: isLifted ? "lifted" : "unknown", people };
}

/** One rule that cannot be kept stops none of the others (R18). */
function refusal(work: Work, rule: SuppressInput): string | undefined {
  const { tenant, channel, digest, purpose, reason, source, expiresAt } = rule;
  const isText = [tenant, digest, purpose, reason, source].every((text) => isStorable(text, MAX_TEXT));
  if (!isText || digest === "" || !CHANNELS.includes(channel)) return "message/bad-text";
  const isOver = expiresAt !== undefined && !(Number.isFinite(expiresAt) && expiresAt > work.now);
  return isOver ? "message/bad-deadline" : undefined;
}
