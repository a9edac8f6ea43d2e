import type { SuppressAnswer, SuppressInput } from "@relance/spec";
import { Hearing } from "../inbox/hearing.ts";
import { liftDigest, suppressDigest } from "../suppressions/suppressing.ts";
import { refusedRule } from "../suppressions/suppression-rule.ts";
import type { Work } from "../transaction/work.ts";

/** Forbids sending to contacts, or allows it again: the rule, and the bit on everybody's row that holds it. */
export async function suppress(
  work: Work,
  rules: readonly SuppressInput[],
): Promise<readonly SuppressAnswer[]> {
  const hearing = new Hearing(work);
  const usable = rules.filter((rule) => refusedRule(rule, work.now) === undefined);
  await hearing.need(usable.map(({ digest }) => digest));
  const answers = rules.map((rule) => suppressOne(hearing, rule));
  await hearing.rules.save();
  return answers;
}

function suppressOne(hearing: Hearing, rule: SuppressInput): SuppressAnswer {
  const code = refusedRule(rule, hearing.work.now);
  if (code !== undefined) return { status: "refused", code, people: 0 };
  if (!rule.lift) {
    const { isNew, people } = suppressDigest(hearing, { ...rule, purpose: rule.purpose ?? "" });
    return { status: isNew ? "new" : "same", people };
  }
  const { isLifted, people } = liftDigest(hearing, rule, { purpose: rule.purpose });
  return { status: isLifted ? "lifted" : "unknown", people };
}
