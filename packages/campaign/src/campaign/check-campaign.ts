import { retentionFor } from "@relance/rules";
import {
  type CampaignDefinition,
  type PriceList,
  type Problem,
  type RefusedRow,
  type RetainMs,
  unexpectedCount,
} from "@relance/spec";
import { readAudience } from "../audience/read-audience.ts";
import { type AudienceSurvey, surveyAudience } from "../audience/survey-audience.ts";
import type { CheckedProvider } from "../check/check-context.ts";
import { hasSecondVendor } from "../check/check-steps.ts";
import { planRetention } from "../plan/read-kept.ts";
import { examineFile } from "./campaign-source.ts";
import { assembleCampaign, type LoadCampaignOptions } from "./compile-campaign.ts";

/** If `templates` is absent, templates in code are not checked. */
export interface CheckCampaignOptions extends LoadCampaignOptions {
  /** The configured providers by name, such as `sms.main`. If absent, providers are not checked. */
  readonly providers?: Readonly<Record<string, CheckedProvider>> | undefined;
  /** The configured prices, to check budgets. If absent, no prices are configured. */
  readonly prices?: PriceList | undefined;
  /** The configured retention, in milliseconds. If absent, the campaign's retention is not checked against it. */
  readonly keptMs?: RetainMs | undefined;
  /** The current time. If absent, passed deadlines and steps that do not fit before the deadline are not reported. */
  readonly now?: Date | undefined;
  /** Files outside this folder are not read. If absent, every file that the campaign names is read. */
  readonly root?: string | undefined;
  /** True to read the whole audience too, row by row. @default false */
  readonly rows?: boolean | undefined;
  /** With `rows`, gets the number of rows read and, if known, the share of the file read (0 to 1). */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

export interface CampaignCheck {
  /** Mistakes. Each mistake prevents the start. */
  readonly problems: readonly Problem[];
  /** Warnings. Warnings do not prevent the start. */
  readonly warnings: readonly Problem[];
  /** Possible improvements of the campaign. Empty without `rows`. */
  readonly hints: readonly Problem[];
  /** How long recipients' data is stored. Absent if the campaign file has mistakes. */
  readonly kept?: RetainMs | undefined;
  /** What was found in the audience; present with `rows` if the campaign file has no mistake. */
  readonly survey?: AudienceSurvey | undefined;
}

/**
 * Finds every mistake in a campaign file, its templates and its audience. Sends nothing.
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
  const kept = retentionFor(keptMs ?? {}, definition.retention && planRetention(definition.retention));
  if (!rows || audienceFile === undefined) return { problems, warnings, hints: [], kept };
  const campaign = assembleCampaign({ definition, templates: sources, files }, examination.book);
  const survey = await surveyAudience(campaign, readAudience(audienceFile), { now: now?.getTime(), onProgress });
  return {
    problems: numberProblems(audienceFile, definition, survey),
    warnings: [...warnings, ...rowWarnings(audienceFile, survey)],
    hints: listHints(file, definition, survey.admitted, providers),
    survey,
    kept,
  };
}

const EXPLORED = 0.02;
/** A smaller audience gets too few messages to detect a loss. */
const LEAST_EXPLORED = 150;

function listHints(
  file: string,
  { watch, steps }: CampaignDefinition,
  recipients: number,
  providers: CheckCampaignOptions["providers"] = {},
): readonly Problem[] {
  const isLarge = watch?.explore === undefined && EXPLORED * recipients >= LEAST_EXPLORED;
  if (!isLarge || !hasSecondVendor(steps, providers)) return [];
  const advice = "set explore: 2% to test a route's second vendor before the first one fails";
  return [{ file, path: "watch", advice }];
}

function numberProblems(file: string, { audience }: CampaignDefinition, survey: AudienceSurvey): readonly Problem[] {
  const { rows, admitted } = survey;
  const unexpected = unexpectedCount(audience, admitted);
  if (unexpected === undefined) return [];
  if (rows === 0)
    return [{ file, path: "audience.file", advice: "this file has no rows; write one for each recipient" }];
  return [{ file, path: "audience.expect", advice: `${unexpected}; is it the right file?` }];
}

function rowWarnings(file: string, survey: AudienceSurvey): readonly Problem[] {
  const { repeats, examples, leftOut, dropped, withoutContact } = survey;
  const at = (row: Pick<RefusedRow, "line" | "key">, path: string, advice: string): Problem => {
    return { file, line: row.line, path, advice: row.key === undefined ? advice : `key ${row.key}: ${advice}` };
  };
  const total = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const reasons = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  const unusable = total === 1 ? "1 unusable address is left out" : `${total} unusable addresses are left out`;
  const unreached = withoutContact === 1 ? "1 recipient has" : `${withoutContact} recipients have`;
  const totals = [
    // if each address has its own warning, the total adds nothing
    ...(total === leftOut.length ? [] : [`${unusable}: ${reasons.join(", ")}`]),
    ...(withoutContact === 0 ? [] : [`${unreached} no contact at all, and will be listed as unreached`]),
  ];
  return [
    ...repeats.map((row) => at(row, "audience.key", `line ${row.firstLine} has the same key, and is used instead`)),
    ...examples.map((row) => at(row, row.reason, row.advice)),
    ...leftOut.map((row) => {
      const effect = row.isReached
        ? "only this address is left out"
        : `this recipient is not reached by ${row.channel}`;
      return at(row, row.reason, `column ${row.column}: ${row.advice}; ${effect}`);
    }),
    ...totals.map((advice) => ({ file, path: "audience.contacts", advice })),
  ];
}
