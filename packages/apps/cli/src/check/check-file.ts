import { type CampaignCheck, checkCampaign, loadCampaign } from "@relance/campaign";
import { campaignPartProblems, formatProblem, type Problem, parseDuration } from "@relance/spec";
import type { RelanceConfig } from "relance";
import { resolvePath } from "../campaign/read-values.ts";
import { projectFolder } from "../config/find-config.ts";
import { printable } from "../output/printable.ts";
import { READING, terminalOnly } from "../progress/progress.ts";
import type { Session } from "../session.ts";
import { providerFacts } from "./provider-facts.ts";

export interface CheckFileOptions {
  readonly config?: RelanceConfig | undefined;
  readonly rows: boolean;
  readonly startAt?: Date | undefined;
}

/** Checks one campaign file. Checks a campaign file: prints mistakes on stdout, and everything else on stderr. */
export async function checkFile(
  session: Session,
  file: string,
  { config, rows, startAt = new Date() }: CheckFileOptions,
): Promise<CampaignCheck> {
  const progress = terminalOnly(session);
  const { contacts, bodies, raw } = config?.retention ?? {};
  const found = await checkCampaign(resolvePath(session.host, file), {
    now: startAt,
    root: session.host.isConfined === true ? projectFolder(session) : undefined,
    rows,
    onProgress: (read, share) => progress.work(READING, read, { share }),
    ...(config === undefined
      ? {}
      : {
          templates: config.templates ?? {},
          providers: providerFacts(config.providers, config.carrierHours),
          prices: config.prices,
          keptMs: { contacts: parseDuration(contacts), bodies: parseDuration(bodies), raw: parseDuration(raw) },
        }),
  }).finally(progress.done);
  const problems = [...found.problems];
  if (config !== undefined && problems.length === 0) {
    const campaign = await loadCampaign(resolvePath(session.host, file), { templates: config.templates ?? {} });
    problems.push(...campaignPartProblems(config.plugins ?? [], campaign).map((problem) => ({ file, ...problem })));
  }
  say(session, "problem", problems);
  say(session, "warning", found.warnings);
  say(session, "hint", found.hints);
  return { ...found, problems };
}

/** Prints problems on stdout, warnings and hints on stderr. */
export function say({ output }: Session, level: "problem" | "warning" | "hint", problems: readonly Problem[]): void {
  for (const problem of problems) {
    const text = printable(formatProblem(problem));
    if (level === "problem") output.result({ level, ...problem }, text);
    else if (output.isJson) output.json({ level, ...problem });
    else output.note(`${level}: ${text}`);
  }
}
