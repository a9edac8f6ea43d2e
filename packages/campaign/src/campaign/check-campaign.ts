import { retentionFor } from "@relance/rules";
import { type CampaignDefinition, type Kept, type PriceList, type Problem, unexpectedCount } from "@relance/spec";
import { readAudience } from "../audience/read-audience.ts";
import { type AudienceSurvey, surveyAudience } from "../audience/survey-audience.ts";
import type { CheckedProvider } from "../check/check-context.ts";
import { hasSecondVendor } from "../check/check-steps.ts";
import { planKept } from "../plan/read-kept.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import { examineFile } from "./campaign-source.ts";
import { assembleCampaign } from "./compile-campaign.ts";

export interface CheckCampaignOptions {
  /** The templates in code that steps name. If absent, these templates are not checked. */
  readonly templates?: CodeTemplates<never> | undefined;
  /** The configured providers by name, such as `sms.main`. If absent, providers are not checked. */
  readonly providers?: Readonly<Record<string, CheckedProvider>> | undefined;
  /** The configured prices, with which budgets are checked. If absent, no prices are configured. */
  readonly prices?: PriceList | undefined;
  /** The configured retention, in milliseconds. If absent, the campaign's retention is not compared with it. */
  readonly keptMs?: Kept | undefined;
  /** The current time. If absent, passed deadlines, and steps that do not fit before the deadline, are not found. */
  readonly now?: Date | undefined;
  /** Reads no file outside this folder. If absent, every file that the campaign names is read. */
  readonly root?: string | undefined;
  /** Also reads the whole audience, row by row. @default false */
  readonly rows?: boolean | undefined;
  /** With `rows`, receives the number of rows read and, if known, the share of the file read (0 to 1). */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

export interface CampaignCheck {
  /** The mistakes, each of which prevents the start. */
  readonly problems: readonly Problem[];
  /** Warnings, which do not prevent the start. */
  readonly warnings: readonly Problem[];
  /** Possible improvements of the campaign. Empty without `rows`. */
  readonly hints: readonly Problem[];
  /** How long recipients' data is stored. Absent if the campaign file has a mistake. */
  readonly kept?: Kept | undefined;
  /** The result of reading the audience; present with `rows`, if the campaign file has no mistake. */
  readonly survey?: AudienceSurvey | undefined;
}

/**
 * Finds every mistake of a campaign file, its templates and its audience, and sends nothing.
 * @throws {ConfigError} `config/not-found`, or `audience/unreadable` if `rows` is true
 */
export async function checkCampaign(file: string, options: CheckCampaignOptions = {}): Promise<CampaignCheck> {
  const { templates: code, providers, prices, keptMs, now, root, rows = false, onProgress } = options;
  const clock = now?.getTime();
  const found = await examineFile(file, { code, providers, prices, keptMs, now: clock, needsAudience: true, root });
  const { problems, warnings, examination, audienceFile, sources, files } = found;
  const definition = examination?.definition;
  const isWrong = problems.length > 0 || examination === undefined || definition === undefined;
  if (isWrong) return { problems, warnings, hints: [] };
  const kept = retentionFor(keptMs ?? {}, definition.retention && planKept(definition.retention));
  if (!rows || audienceFile === undefined) return { problems, warnings, hints: [], kept };
  const campaign = assembleCampaign({ definition, templates: sources, files }, examination.book);
  const survey = await surveyAudience(campaign, readAudience(audienceFile), { now: now?.getTime(), onProgress });
  const unexpected = unexpectedCount(definition.audience, survey.admitted);
  const advice = `${unexpected}; is it the right file?`;
  const wrong = unexpected === undefined ? [] : [{ file: audienceFile, path: "audience.expect", advice }];
  const again = survey.repeated === 0 ? [] : [repeated(audienceFile, survey)];
  const refused = survey.examples.map(
    ({ line, reason, advice }): Problem => ({ file: audienceFile, line, path: reason, advice }),
  );
  const left = [...leftOutOf(audienceFile, survey), ...withoutContact(audienceFile, survey)];
  const hints = hintsOf(file, definition, survey.admitted, providers);
  return { problems: wrong, warnings: [...warnings, ...again, ...refused, ...left], hints, survey, kept };
}

const EXPLORED = 0.02;
/** A smaller audience gets too few messages for a loss to be detected. */
const LEAST_EXPLORED = 150;

function hintsOf(
  file: string,
  { watch, steps }: CampaignDefinition,
  people: number,
  providers: CheckCampaignOptions["providers"] = {},
): readonly Problem[] {
  const isTold = watch?.explore === undefined && EXPLORED * people >= LEAST_EXPLORED;
  if (!isTold || !hasSecondVendor(steps, providers)) return [];
  const advice = "explore: 2% tests the second vendor of a route before a failure";
  return [{ file, path: "watch", advice }];
}

function leftOutOf(file: string, { dropped, leftOut }: AudienceSurvey): readonly Problem[] {
  const total = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const shown = leftOut.map(({ line, column, channel, reason, advice, isReached }): Problem => {
    const so = isReached ? "only this address is left out" : `this person is not reached by ${channel}`;
    return { file, line, path: reason, advice: `column ${column}: ${advice}; ${so}` };
  });
  const reasons = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  const words = total === 1 ? "1 address cannot be used and is" : `${total} addresses cannot be used and are`;
  return [...shown, { file, path: "audience.contacts", advice: `${words} left out: ${reasons.join(", ")}` }];
}

function withoutContact(file: string, { withoutContact: count }: AudienceSurvey): readonly Problem[] {
  if (count === 0) return [];
  const who = count === 1 ? "1 person has" : `${count} people have`;
  return [{ file, path: "audience.contacts", advice: `${who} no contact at all, and will be listed as unreached` }];
}

function repeated(file: string, { repeated, rows }: AudienceSurvey): Problem {
  const names = repeated === 1 ? "1 row names" : `${repeated} rows name`;
  return {
    file,
    path: "audience.key",
    advice: `${names} a recipient whom an earlier row of the ${rows} has named; the first counts`,
  };
}
