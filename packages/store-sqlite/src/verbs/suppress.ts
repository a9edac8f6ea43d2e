import type { SuppressAnswer, SuppressInput } from "@relance/spec";
import { refusedRule } from "@relance/store";
import { liftDigest } from "../suppressions/lifting.ts";
import { suppressDigest } from "../suppressions/suppressing.ts";
import type { Work } from "../transaction/work.ts";

/** Forbids sending to contacts, or allows it again: the rule, and the bit on everybody's row that holds it. */
export function suppress(work: Work, rules: readonly SuppressInput[]): readonly SuppressAnswer[] {
  return rules.map((rule) => {
    const code = refusedRule(rule, work.now);
    if (code !== undefined) return { status: "refused", code, people: 0 };
    if (!rule.lift) {
      const { isNew, people } = suppressDigest(work, { ...rule, purpose: rule.purpose ?? "" });
      return { status: isNew ? "new" : "same", people };
    }
    const { isLifted, people } = liftDigest(work, rule, { purpose: rule.purpose });
    return { status: isLifted ? "lifted" : "unknown", people };
  });
}
