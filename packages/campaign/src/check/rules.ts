import { checkAcknowledge } from "./check-acknowledge.ts";
import { checkAudience } from "./check-audience.ts";
import { checkBudget } from "./check-budget.ts";
import { checkCarrierHours } from "./check-carrier-hours.ts";
import { checkConditions } from "./check-conditions.ts";
import type { Rule } from "./check-context.ts";
import { checkDeadline } from "./check-deadline.ts";
import { checkLadder } from "./check-ladder.ts";
import { checkLadderTime } from "./check-ladder-time.ts";
import { checkPace } from "./check-pace.ts";
import { checkProviders } from "./check-providers.ts";
import { checkPurpose } from "./check-purpose.ts";
import { checkRetention } from "./check-retention.ts";
import { checkSmsCost } from "./check-sms-cost.ts";
import { checkTemplates } from "./check-templates.ts";
import { checkVariables } from "./check-variables.ts";
import { checkWindows } from "./check-windows.ts";

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
