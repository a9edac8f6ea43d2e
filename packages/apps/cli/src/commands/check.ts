import type { CampaignCheck } from "@relance/campaign";
import { RelanceError } from "@relance/spec";
import { Command } from "commander";
import { checkConfig, type RelanceConfig } from "relance";
import { checkFile, say } from "../check/check-file.ts";
import { missingPlugins } from "../check/provider-facts.ts";
import type { Act } from "../command.ts";
import { checkStandIns, placed } from "../config/config-text.ts";
import { configHere, findConfig, namedConfig } from "../config/find-config.ts";
import { configIfAny, refuseUnset } from "../config/load-config.ts";
import { EXIT } from "../exit-code.ts";
import { problemSentence, readProblems } from "../output/problem-sentence.ts";
import { counted, keptText } from "../output/wording.ts";
import type { Session } from "../session.ts";

export function checkCommand(act: Act): Command {
  return new Command("check")
    .description("find every mistake of a campaign, and print one `file:line:column path: advice` per line")
    .argument("<files...>", "campaign files")
    .option("--no-rows", "check only the header of the audience, and no rows")
    .action(
      act(async (session, files: string[], options: { readonly rows: boolean }) => {
        const { config, mistakes: inConfig, warnings: ofConfig, isMissing } = await checkedConfig(session);
        let mistakes = inConfig;
        let warnings = ofConfig;
        let refused = 0;
        for (const file of files) {
          const found = await checkFile(session, file, { config, rows: options.rows });
          mistakes += found.problems.length;
          warnings += found.warnings.length;
          refused += found.survey?.refused ?? 0;
          noteFile(session, file, found, options.rows);
        }
        if (isMissing) session.output.note(UNCHECKED);
        const left = [
          isMissing ? "no mistakes in what was checked" : "no mistakes",
          ...(warnings === 0 ? [] : [counted(warnings, "warning")]),
          ...(refused === 0 ? [] : [`${counted(refused, "row")} cannot be enrolled`]),
        ];
        const verdict = mistakes > 0 ? counted(mistakes, "mistake") : left.join("; ");
        if (session.flags.json) session.output.result({ level: "verdict", mistakes, warnings }, verdict);
        else session.output.note(verdict);
        return mistakes === 0 ? EXIT.ok : EXIT.mistakes;
      }),
    );
}

const UNCHECKED =
  "no relance.config.ts here or above (--config names one): providers, templates in code, prices, retention and plugins are not checked";

function noteFile({ output }: Session, file: string, { problems, survey, kept }: CampaignCheck, rows: boolean): void {
  const erased = kept && keptText(kept);
  if (erased !== undefined) output.note(`${file}: erased after each recipient's deadline: ${erased}`);
  if (survey !== undefined) {
    const { admitted, refused, repeated } = survey;
    const again = repeated === 0 ? "" : `, ${counted(repeated, "row")} repeated`;
    output.note(`${file}: ${counted(admitted, "recipient")}, ${counted(refused, "row")} refused${again}`);
  } else if (rows && problems.length === 0)
    output.note(`${file}: no audience: your program passes the rows, and no row was checked`);
}

interface CheckedConfig {
  readonly config?: RelanceConfig | undefined;
  readonly mistakes: number;
  readonly warnings: number;
  readonly isMissing: boolean;
}

async function checkedConfig(session: Session): Promise<CheckedConfig> {
  const { output } = session;
  try {
    const config = await configIfAny(session);
    if (config === undefined) return { mistakes: 0, warnings: 0, isMissing: true };
    refuseUnset(config);
    checkConfig(config);
    const file = findConfig(session.host.cwd, namedConfig(session));
    const left = missingPlugins(config).map(({ name }) => {
      const advice = `${name}() is not in the list, so relance detects no loss of messages`;
      return placed(file, { path: "plugins", advice });
    });
    say(session, "warning", left);
    const sends = (config.delivery ?? "capture") !== "capture";
    const found = sends ? checkStandIns(file, session.host.env) : [];
    say(session, "problem", found);
    return { config, mistakes: found.length, warnings: left.length, isMissing: false };
  } catch (error) {
    if (namedConfig(session) !== undefined || !RelanceError.is(error)) throw error;
    const file = configHere(session.host.cwd) ?? "relance.config.ts";
    const found = readProblems(error).map((problem) => placed(file, problem));
    const problems = found.length > 0 ? found : [{ file, path: "", advice: problemSentence(error) }];
    say(session, "problem", problems);
    output.note("the campaign is checked without its providers");
    return { mistakes: problems.length, warnings: 0, isMissing: false };
  }
}
