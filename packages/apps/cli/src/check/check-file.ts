import { readFileSync } from "node:fs";
import { type CampaignCheck, checkCampaign, loadCampaign, readKept } from "@relance/campaign";
import { campaignPartProblems, formatProblem, type PriceList, type Problem } from "@relance/spec";
import type { RelanceConfig } from "relance";
import { pathOf } from "../campaign/read-values.ts";
import { projectOf } from "../config/find-config.ts";
import { printable } from "../output/printable.ts";
import { READING, terminalOnly } from "../progress/progress.ts";
import type { Session } from "../session.ts";
import { providerFacts } from "./provider-facts.ts";

export interface CheckFileOptions {
  readonly config?: RelanceConfig | undefined;
  readonly rows: boolean;
  /** Price list for the cost estimate. @default the configuration's price list */
  readonly prices?: PriceList | undefined;
  readonly startAt?: Date | undefined;
}

/** Checks one campaign file. Prints mistakes on stdout, and everything else on stderr. */
export async function checkFile(
  session: Session,
  file: string,
  { config, rows, prices, startAt = new Date() }: CheckFileOptions,
): Promise<CampaignCheck> {
  const progress = terminalOnly(session);
  const found = await checkCampaign(pathOf(session.host, file), {
    now: startAt,
    root: session.host.isConfined === true ? projectOf(session) : undefined,
    rows,
    onProgress: (read, share) => progress.work(READING, read, { share }),
    ...(config === undefined
      ? {}
      : {
          templates: config.templates ?? {},
          providers: providerFacts(config.providers, config.carrierHours),
          prices: prices ?? config.prices,
          keptMs: readKept(config.retention),
        }),
  }).finally(progress.done);
  const problems = [...found.problems];
  if (config !== undefined && problems.length === 0) {
    const campaign = await loadCampaign(pathOf(session.host, file), { templates: config.templates ?? {} });
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

/** Matches `NAME ?? "…"`, a default for a missing environment variable. */
const STAND_IN = /\b([A-Z][A-Z0-9_]*)\s*(?:\?\?|\|\|)\s*["'`]/g;
/** Matches `${process.env.NAME}` in a text, which becomes "undefined" if NAME is not set. */
const IN_TEXT = /\$\{\s*(?:process\.env\.)?([A-Z][A-Z0-9_]*)\s*\}/g;
const OF_SENDING = /SECRET|TOKEN|PASSWORD|KEY|SID|ACCOUNT|SENDER|FROM|URL/;
const YOURS = /["'`][^"'`\n]*\b(YOUR_[A-Z0-9_]*)/g;
const EXAMPLE_SENDER = /\bfrom:\s*["'`][^"'`\n]*@(?:[\w-]+\.)*(example\.(?:com|net|org))\b/g;

export function standInsOf(file: string, env: Readonly<Record<string, string | undefined>>): readonly Problem[] {
  const text = withoutComments(readFileSync(file, "utf8"));
  const found = (pattern: RegExp, advise: (word: string) => string | undefined): Problem[] =>
    [...text.matchAll(pattern)].flatMap(({ index, 1: word = "" }) => {
      const advice = advise(word);
      return advice === undefined ? [] : [{ file, ...placeOf(text, index), path: "", advice }];
    });
  const isUnset = (name: string) => env[name] === undefined && OF_SENDING.test(name) && text.includes("process.env");
  const unset = (name: string) =>
    isUnset(name)
      ? `${name} is not set, and messages are really sent: set it in the environment, or in the .env next to the configuration`
      : undefined;
  return [
    ...found(STAND_IN, unset),
    ...found(IN_TEXT, unset),
    ...found(YOURS, (word) => `replace ${word} with your own: messages are really sent`),
    ...found(
      EXAMPLE_SENDER,
      (domain) => `write your own sender: ${domain} is reserved for examples, and messages are really sent`,
    ),
  ];
}

function placeOf(text: string, index: number): Pick<Problem, "line" | "column"> {
  const before = text.slice(0, index).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Adds the line and column to a configuration mistake if the file contains each key of its path. */
export function placed(file: string, problem: Problem): Problem {
  if (problem.line !== undefined || problem.path === "") return { file, ...problem };
  const text = withoutComments(readFileSync(file, "utf8"));
  let at = 0;
  for (const key of problem.path.match(/[\w$-]+/g) ?? []) {
    const found = text.slice(at).search(new RegExp(`(?<![\\w$.-])${key.replaceAll("$", "\\\\$")}["']?\\s*[:,}(]`));
    if (found < 0) return { file, ...problem };
    at += found;
  }
  return { file, ...placeOf(text, at), ...problem };
}

const withoutComments = (text: string): string =>
  text.replace(/^[ \t]*(?:\/\/|\/?\*).*$/gm, (line) => " ".repeat(line.length));
