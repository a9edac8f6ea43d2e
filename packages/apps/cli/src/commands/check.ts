import { type Kept, RelanceError } from "@relance/spec";
import { Command } from "commander";
import { checkConfig, type RelanceConfig } from "relance";
import { checkFile, placed, say, standInsOf } from "../check/check-file.ts";
import { missingPlugins } from "../check/provider-facts.ts";
import type { Act } from "../command.ts";
import { configHere, findConfig, namedConfig } from "../config/find-config.ts";
import { configIfAny, refuseUnset } from "../config/load-config.ts";
import { EXIT } from "../exit-code.ts";
import { problemSentence, problemsOf } from "../output/problem-sentence.ts";
import { counted, keptText } from "../output/wording.ts";
import type { Session } from "../session.ts";

export function checkCommand(act: Act): Command {
  return new Command("check")
    .description("find every mistake of a campaign; prints one `file:line:column path: advice` per line")
    .argument("<files...>", "campaign files")
    .option("--no-rows", "check the header of the audience only, not every row")
    .action(
      act(async (session, files: string[], options: { readonly rows: boolean }) => {
        const { config, mistakes: inConfig } = await checkedConfig(session);
        let mistakes = inConfig;
        let left = 0;
        for (const file of files) {
          const { problems, survey, kept } = await checkFile(session, file, { config, rows: options.rows });
          mistakes += problems.length;
          noteKept(session, file, kept);
          if (survey === undefined) {
            if (options.rows && problems.length === 0)
              session.output.note(`${file}: no audience: your program passes the rows, and no row was checked`);
            continue;
          }
          const { admitted, refused, repeated } = survey;
          left += refused;
          const again = repeated === 0 ? "" : `, ${counted(repeated, "row")} repeated`;
          session.output.note(
            `${file}: ${counted(admitted, "person", "people")}, ${counted(refused, "row")} refused${again}`,
          );
        }
        const verdict =
          mistakes > 0
            ? counted(mistakes, "mistake")
            : left > 0
              ? `no mistakes in the campaign; ${counted(left, "row")} cannot be enrolled`
              : "no mistakes";
        if (session.flags.json) session.output.result({ level: "verdict", mistakes }, verdict);
        else session.output.note(verdict);
        return mistakes === 0 ? EXIT.ok : EXIT.mistakes;
      }),
    );
}

async function checkedConfig(
  session: Session,
): Promise<{ readonly config?: RelanceConfig | undefined; readonly mistakes: number }> {
  const { output } = session;
  try {
    const config = await configIfAny(session);
    if (config === undefined) return { mistakes: 0 };
    refuseUnset(config);
    checkConfig(config);
    const file = findConfig(session.host.cwd, namedConfig(session));
    const left = missingPlugins(config).map(({ name }) => {
      const advice = `${name}() is not in the list, and runs by default: without it, no loss of messages is noticed`;
      return placed(file, { path: "plugins", advice });
    });
    say(session, "warning", left);
    const sends = (config.delivery ?? "capture") !== "capture";
    const found = sends ? standInsOf(file, session.host.env) : [];
    say(session, "problem", found);
    return { config, mistakes: found.length };
  } catch (error) {
    if (namedConfig(session) !== undefined || !RelanceError.is(error)) throw error;
    const file = configHere(session.host.cwd) ?? "relance.config.ts";
    const found = problemsOf(error).map((problem) => placed(file, problem));
    const problems = found.length > 0 ? found : [{ file, path: "", advice: problemSentence(error) }];
    say(session, "problem", problems);
    output.note("the campaign is checked without its providers");
    return { mistakes: problems.length };
  }
}

function noteKept({ output }: Session, file: string, kept: Kept | undefined): void {
  const text = kept && keptText(kept);
  if (text !== undefined) output.note(`${file}: erased after each person's deadline: ${text}`);
}
