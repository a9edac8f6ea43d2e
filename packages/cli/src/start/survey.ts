import { type AudienceSurvey, surveyAudience } from "@relance/campaign";
import type { AdmittedRow, LoadedCampaign } from "@relance/spec";

/** What a start would do, counted without writing anything. */
export interface Survey extends AudienceSurvey {
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
  onLine: (lines: number) => void,
): Promise<Survey | undefined> {
  if (campaign.audience === undefined) return undefined;
  const { steps } = campaign.definition;
  const reachable = steps.map(() => 0);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  function count({ contacts, deadline, steps: meant }: AdmittedRow): void {
    steps.forEach(({ channel }, k) => {
      const isMeant = Math.floor(meant / 2 ** k) % 2 === 1;
      if (isMeant && contacts.some((contact) => contact.channel === channel)) reachable[k] = (reachable[k] ?? 0) + 1;
    });
    if ("at" in deadline) {
      first = Math.min(first, deadline.at);
      last = Math.max(last, deadline.at);
    }
  }

  const counting: LoadedCampaign = {
    ...campaign,
    admit(raw, line) {
      onLine(line);
      return campaign.admit(raw, line);
    },
  };
  const survey = await surveyAudience(counting, campaign.audience(), { now: Date.now(), onPerson: count });
  const deadlines = first <= last ? { first: new Date(first), last: new Date(last) } : undefined;
  return { ...survey, people: survey.admitted, reachable, deadlines };
}
