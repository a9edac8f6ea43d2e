import { RelanceError } from "@relance/spec";
import { Command } from "commander";
import type { GatewayConfig } from "relance";
import { alertWarnings } from "../check/alert-gaps.ts";
import { checkFile } from "../check/check-file.ts";
import type { Act } from "../command.ts";
import { configHere } from "../config/find-config.ts";
import { loadConfig } from "../config/load-config.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../output/number-text.ts";
import { problemSentence } from "../output/problem-sentence.ts";
import type { Session } from "../session.ts";

/** `relance check`: every mistake of a campaign, its templates and its audience, before anything is sent. */
export function checkCommand(act: Act): Command {
  return new Command("check")
    .description("find every mistake of a campaign; one `file:line:column path: advice` a line")
    .argument("<files...>", "campaign files")
    .option("--no-people", "look at the head of the audience only, not at every row")
    .action(
      act(async (session, files: string[], options: { readonly people: boolean }) => {
        const config = await configOf(session);
        if (config !== undefined) warnOfAlerts(session, config);
        let mistakes = 0;
        for (const file of files) {
          const { problems, survey } = await checkFile(session, file, { config, people: options.people });
          mistakes += problems.length;
          if (survey === undefined) continue;
          const { admitted, refused } = survey;
          session.output.note(
            `${file}: ${counted(admitted, "person", "people")}, ${counted(refused, "row", "rows")} refused`,
          );
        }
        session.output.note(mistakes === 0 ? "no mistakes" : counted(mistakes, "mistake", "mistakes"));
        return mistakes === 0 ? EXIT.ok : EXIT.mistakes;
      }),
    );
}

/** Alerts are looked at where a campaign is: on the day of the incident it is too late. */
function warnOfAlerts({ output }: Session, config: GatewayConfig): void {
  for (const { path, advice } of alertWarnings(config)) {
    if (output.isJson) output.json({ level: "warning", path, advice });
    else output.note(`warning: ${path}: ${advice}`);
  }
}

/** A configuration that was named has to load; one that merely lies around is used if it can be. */
async function configOf(session: Session): Promise<GatewayConfig | undefined> {
  const { flags, host, output } = session;
  if (flags.config === undefined && configHere(host.cwd) === undefined) {
    output.note("no relance.config.ts here: providers are not looked at (--config names one)");
    return undefined;
  }
  try {
    return (await loadConfig(session)).config;
  } catch (error) {
    if (flags.config !== undefined || !RelanceError.is(error)) throw error;
    output.note(`providers are not looked at: ${problemSentence(error)}`);
    return undefined;
  }
}
