import { parseDuration, parseInstant } from "@relance/campaign";
import type { CampaignDefinition } from "@relance/spec";
import type { Scenario } from "./scenario.ts";
import { instantOf, localMidnight } from "./scenario.ts";

const DAY_MS = 86_400_000;
const MORNING_MS = 10 * 3_600_000;
/** The day of the story. */
const SOME_DAY = Date.UTC(2013, 7, 1, 12);

/** When a campaign begins in a scenario, and where its ladder would end at the latest. */
export function startOf(definition: CampaignDefinition, scenario: Scenario): number {
  const { timezone = "UTC", deadline } = definition;
  const end = typeof deadline === "string" && !deadline.startsWith("+") ? parseInstant(deadline, timezone) : undefined;
  const day = end === undefined ? SOME_DAY : end - ladderMs(definition) - DAY_MS;
  const midnight = localMidnight(day, timezone);
  return scenario.start === undefined ? midnight + MORNING_MS : instantOf(scenario.start, midnight, timezone);
}

/** How long a whole ladder takes: all waits and the handover. */
function ladderMs(definition: CampaignDefinition): number {
  const handoverMs = parseDuration(definition.handover ?? "0s") ?? 0;
  return definition.steps.reduce((sum, { wait = "24h" }) => sum + (parseDuration(wait) ?? DAY_MS), handoverMs);
}

/** The legal end of somebody whose row does not say it. */
export function deadlineOf(definition: CampaignDefinition, startAt: number): number {
  const { timezone = "UTC", deadline } = definition;
  if (typeof deadline !== "string") return startAt + ladderMs(definition) + 2 * DAY_MS;
  if (deadline.startsWith("+")) return startAt + (parseDuration(deadline.slice(1)) ?? 0);
  return parseInstant(deadline, timezone) ?? startAt;
}
