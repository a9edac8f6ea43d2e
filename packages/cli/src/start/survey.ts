import { type AudienceSurvey, surveyAudience } from "@relance/campaign";
import type { AdmittedRow, CampaignDefinition, Deadline, LoadedCampaign } from "@relance/spec";
import { onOneLine } from "../output/printable.ts";
import { counted, numberText } from "../output/wording.ts";

/** What a start would do, counted without writing anything. */
interface Survey extends AudienceSurvey {
  /** Different people: what has to be typed. */
  readonly people: number;
  /** For each step, people who have a contact of its channel and are meant by its `when:`. */
  readonly reachable: readonly number[];
  /** The earliest and the latest deadline of a row; absent when deadlines count from enrollment. */
  readonly deadlines: { readonly first: Date; readonly last: Date } | undefined;
}

/** Streams the audience through the campaign's own checks. `undefined` when the campaign names no audience. */
export async function surveyCampaign(
  campaign: LoadedCampaign,
  onProgress: (lines: number, share?: number) => void,
): Promise<Survey | undefined> {
  if (campaign.audience === undefined) return undefined;
  const { steps } = campaign.definition;
  const reachable = steps.map(() => 0);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  function take({ contacts, deadline, steps: meant }: AdmittedRow): undefined {
    steps.forEach(({ channel }, k) => {
      const isMeant = Math.floor(meant / 2 ** k) % 2 === 1;
      if (isMeant && contacts.some((contact) => contact.channel === channel)) reachable[k] = (reachable[k] ?? 0) + 1;
    });
    if ("at" in deadline) {
      first = Math.min(first, deadline.at);
      last = Math.max(last, deadline.at);
    }
  }

  const survey = await surveyAudience(campaign, campaign.audience(), { now: Date.now(), take, onProgress });
  const deadlines = first <= last ? { first: new Date(first), last: new Date(last) } : undefined;
  return { ...survey, people: survey.admitted, reachable, deadlines };
}

/** Refused rows shown one by one. */
const EXAMPLES = 5;

/** What somebody should have read before typing the number of people. */
export function surveyText(definition: CampaignDefinition, survey: Survey): string {
  const { people, lines, repeated, refused, dropped, withoutContact } = survey;
  const rows = [
    `  people     ${numberText(people)} of ${counted(lines, "line", "lines")}`,
    ...(repeated > 0 ? [`  repeated   ${counted(repeated, "row names", "rows name")} a recipient already named`] : []),
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
