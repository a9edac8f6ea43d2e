import type { CampaignDefinition, Deadline } from "@relance/spec";
import { counted, numberText } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";
import type { Survey } from "./survey.ts";

/** Refused rows shown one by one. */
const EXAMPLES = 5;

/** What somebody should have read before typing the number of people. */
export function surveyText(definition: CampaignDefinition, survey: Survey): string {
  const { people, lines, repeated, refused, dropped, withoutContact } = survey;
  const rows = [
    `  people     ${numberText(people)} of ${counted(lines, "line", "lines")}`,
    ...(repeated > 0 ? [`  repeated   ${counted(repeated, "row names", "rows name")} somebody already named`] : []),
    ...(refused > 0 ? [`  refused    ${numberText(refused)}: ${reasons(survey.reasons)}`] : []),
    ...survey.examples.slice(0, EXAMPLES).map(({ line, reason, advice }) => `    line ${line} ${reason}: ${advice}`),
    ...(refused > EXAMPLES ? ["    relance check lists more of them"] : []),
    ...(Object.keys(dropped).length > 0 ? [`  left out   addresses: ${reasons(dropped)}`] : []),
    ...(withoutContact > 0
      ? [`  no contact ${counted(withoutContact, "person ends", "people end")} as unreached`]
      : []),
    ...definition.steps.map((step, k) => stepLine(step, k, survey)),
    `  deadline   ${deadlineText(definition.deadline, survey)}`,
  ];
  return rows.map(onOneLine).join("\n");
}

function stepLine(step: CampaignDefinition["steps"][number], k: number, { reachable, people }: Survey): string {
  const count = reachable[k] ?? 0;
  const most = k === 0 ? numberText(count) : `at most ${numberText(count)}`;
  const rest = count < people ? ` (${numberText(people - count)} cannot be reached by it)` : "";
  return `  step ${String(k + 1).padEnd(5)} ${most} by ${step.channel} over ${step.route.join(", then ")}${rest}`;
}

function reasons(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .map(([reason, count]) => `${numberText(count)} ${reason}`)
    .join(" · ");
}

function deadlineText(deadline: Deadline, { deadlines }: Survey): string {
  const written = typeof deadline === "string" ? deadline : `column ${deadline.column}`;
  if (deadlines === undefined) return `${written} after enrollment`.replace(/^\+/, "");
  const { first, last } = deadlines;
  if (first.getTime() === last.getTime()) return first.toISOString();
  return `from ${first.toISOString()} to ${last.toISOString()}`;
}
