import { KEPT_CLASSES } from "@relance/rules";
import { planKept } from "../plan/read-kept.ts";
import { checkAcknowledge } from "./check-acknowledge.ts";
import { checkAudience, checkConditions } from "./check-audience.ts";
import type { Rule } from "./check-context.ts";
import { checkBudget, checkSmsCost } from "./check-cost.ts";
import { checkLadder, checkProviders } from "./check-steps.ts";
import { checkTemplates, checkVariables } from "./check-templates.ts";
import { checkCarrierHours, checkDeadline, checkLadderTime, checkWindows } from "./check-time.ts";

/** Marketing needs consent, quiet hours and opt-out texts that version 1 does not keep. */
const checkPurpose: Rule = ({ draft, problem }) => {
  if (draft.purpose !== "marketing") return;
  problem(
    ["purpose"],
    "marketing needs consent, quiet hours and an opt-out in each message, which relance does not keep yet: " +
      "send service messages only, with purpose: service",
  );
};

/** As many messages settle whether a quarter is lost; fewer say nothing. */
const LEAST_PILOT = 200;

/** A first wave is for the watch, and the watch needs messages to see anything. */
const checkPace: Rule = ({ draft, warning }) => {
  const { pace } = draft;
  if (pace?.pilot !== undefined && pace.pilot < LEAST_PILOT) {
    warning(
      ["pace", "pilot"],
      `a first wave of ${pace.pilot} people is too small to show a loss: write ${LEAST_PILOT} or more, better 1300`,
    );
  }
  if (pace?.ramp !== undefined && pace.pilot === undefined)
    warning(["pace", "ramp"], "waves follow a first one: write pace.pilot too, or leave ramp out");
};

/** What a campaign says about keeping must say something, and must not promise what the configuration ends sooner. */
const checkRetention: Rule = ({ draft, keptMs, isMalformed, problem, warning }) => {
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

/** Everything that is checked beyond the shape of single values. */
export const RULES: readonly Rule[] = [
  checkPurpose,
  checkDeadline,
  checkAudience,
  checkAcknowledge,
  checkLadder,
  checkLadderTime,
  checkConditions,
  checkTemplates,
  checkVariables,
  checkSmsCost,
  checkProviders,
  checkPace,
  checkWindows,
  checkCarrierHours,
  checkBudget,
  checkRetention,
];
