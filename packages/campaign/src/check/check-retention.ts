import { KEPT_CLASSES } from "@relance/rules";
import { planKept } from "../plan/plan-kept.ts";
import type { Rule } from "./check-context.ts";

/** What a campaign says about keeping must say something, and must not promise what the configuration ends sooner. */
export const checkRetention: Rule = ({ draft, keptMs, isMalformed, problem, warning }) => {
  const { retention } = draft;
  if (retention === undefined || isMalformed(["retention"])) return;
  const own = planKept(retention);
  if (KEPT_CLASSES.every((name) => own[name] === undefined)) {
    problem(["retention"], "say for how long: contacts, bodies or raw, such as contacts: 30d");
    return;
  }
  const house = (name: (typeof KEPT_CLASSES)[number]) => keptMs?.[name] ?? Number.POSITIVE_INFINITY;
  const longer = KEPT_CLASSES.filter((name) => (own[name] ?? 0) > house(name));
  if (own.isLonger) {
    if (keptMs !== undefined && longer.length === 0)
      warning(["retention", "longer"], "nothing is kept longer than the configuration says: leave it out");
    return;
  }
  for (const name of longer)
    warning(
      ["retention", name],
      "the configuration's retention is shorter, and counts; write longer: with the reason why this campaign needs more",
    );
};
