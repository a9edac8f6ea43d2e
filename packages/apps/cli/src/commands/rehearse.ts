import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadCampaign } from "@relance/campaign";
import { reportPage } from "@relance/console";
import { loadScenario, rehearse, scenarioNames } from "@relance/rehearsal";
import { ConfigError, type LoadedCampaign } from "@relance/spec";
import { Command } from "commander";
import type { RelanceConfig } from "relance";
import { readAmount, readCount, resolvePath } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { configIfAny } from "../config/load-config.ts";
import { EXIT, type ExitCode, usageError } from "../exit-code.ts";
import { columnsText } from "../output/columns.ts";
import { counted } from "../output/wording.ts";
import { terminalOnly } from "../progress/progress.ts";
import { isRight, type RehearsedRun, runLabel, toColumns, toMeasures } from "../rehearse/measures.ts";
import { rehearsalParts } from "../rehearse/rehearsal-parts.ts";
import type { Session } from "../session.ts";

type RehearseCommandOptions = { scenario: string; seed: number; seeds: number; watch: boolean } & Partial<{
  recipients: number;
  out: string;
  both: boolean;
  list: boolean;
}>;

export function rehearseCommand(act: Act): Command {
  return new Command("rehearse")
    .description("simulate whole campaigns; days pass in seconds, and nothing is sent")
    .argument("[files...]", "campaign files; several files are compared with the same seed")
    .option("--scenario <name>", "the failure scenario: a name from --list, or a file of your own", "sfr-2013")
    .option("--recipients <n>", "number of recipients (default: those of the file, at least 200)", readAmount)
    .option("--seed <s>", "seed of the rehearsal; a seed always gives the same result", readCount, 1)
    .option("--seeds <n>", "rehearse with this many seeds, and print medians and ranges", readAmount, 1)
    .option("--out <folder>", "write a page per run and rehearsal.json into this folder")
    .option("--no-watch", "without a first wave, and without the watch")
    .option("--both", "with the watch and without it, side by side")
    .option("--list", "print the scenarios of relance")
    .action(
      act(async (session, files: string[], options: RehearseCommandOptions) => {
        if (options.list === true) return listScenarios(session);
        if (files.length === 0) throw usageError("name a campaign file, or write --list");
        return await rehearseFiles(session, files, options);
      }),
    );
}

function listScenarios({ output }: Session): ExitCode {
  for (const scenario of scenarioNames().map(loadScenario)) {
    output.result(scenario, `${scenario.name.padEnd(15)}  ${scenario.about}`);
  }
  return EXIT.ok;
}

async function rehearseFiles(
  session: Session,
  files: readonly string[],
  options: RehearseCommandOptions,
): Promise<ExitCode> {
  const { output, host } = session;
  const isPath = /[./\\]/.test(options.scenario);
  const scenario = loadScenario(isPath ? resolvePath(host, options.scenario) : options.scenario);
  const config: Partial<RelanceConfig> = (await configIfAny(session)) ?? {};
  const folder = options.out === undefined ? undefined : resolvePath(host, options.out);
  if (folder !== undefined) await makeRehearsalFolder(folder);
  const runs: RehearsedRun[] = [];
  const seeds = Array.from({ length: options.seeds }, (_, nth) => options.seed + nth);
  for (const file of files) {
    const campaign = await loadCampaign(resolvePath(host, file), { templates: config.templates ?? {} });
    const recipients = options.recipients ?? (await enough(session, file, campaign));
    for (const [watch, seed] of watchModes(options).flatMap((each) => seeds.map((one) => [each, one] as const))) {
      const progress = terminalOnly(session);
      const label = `${campaign.definition.name} · ${scenario.name}, seed ${seed} · watch ${watch}`;
      const { rehearsal, report } = await rehearse({
        campaign,
        scenario,
        recipients,
        seed,
        watch,
        config,
        report: { prices: config.prices },
        onProgress: ({ doing, people, answers }) =>
          doing === "enrolling"
            ? progress.work({ doing: `${label}: enrolling`, unit: "recipients" }, people, { of: recipients })
            : progress.work({ doing: `${label}: running`, unit: "answers" }, answers),
      });
      progress.done();
      if (report !== undefined) runs.push({ file, rehearsal, report });
    }
  }
  output.result({ runs, measures: toMeasures(toColumns(runs)) }, rehearsalText(runs));
  if (folder !== undefined) {
    const written = await writeRehearsal(folder, runs);
    output.note(`wrote ${written.map((name) => `${options.out}/${name}`).join(", ")}`);
  }
  return runs.every(isRight) ? EXIT.ok : EXIT.ledger;
}

/** The smallest number of recipients in a rehearsal. Most failures affect only a few recipients. */
const LEAST = 200;

async function enough({ output }: Session, file: string, { audience }: LoadedCampaign): Promise<number | undefined> {
  if (audience === undefined) return undefined;
  let rows = 0;
  for await (const _ of audience()) {
    rows += 1;
    if (rows >= LEAST) return undefined;
  }
  const own = counted(rows, "recipient");
  output.note(
    `${file} has ${own}, too few to rehearse a failure: ${LEAST - rows} are invented; --recipients sets another number`,
  );
  return LEAST;
}

function watchModes({ watch, both }: RehearseCommandOptions): readonly ("on" | "off")[] {
  if (both === true) return ["on", "off"];
  return [watch ? "on" : "off"];
}

/** Creates the folder before the rehearsal, to report an error before a rehearsal of several minutes. */
async function makeRehearsalFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    throw new ConfigError("config/invalid", `--out: the folder ${folder} cannot be created`, { cause });
  }
}

/** Creates one folder level at a time, because Node's recursive `mkdir` never returns in folders such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    const isThere = error.code === "EEXIST" && (await stat(folder)).isDirectory(); // another process created the folder meanwhile
    if (!isThere) throw error;
  });
}

async function writeRehearsal(folder: string, runs: readonly RehearsedRun[]): Promise<string[]> {
  const files: [name: string, text: string][] = [];
  const columns = toColumns(runs);
  for (const [index, [run]] of columns.entries()) {
    const name = columns.length === 1 ? "report.html" : `report-${index + 1}.html`;
    files.push([name, await reportPage(run.report, "en", rehearsalParts(run, columns))]);
  }
  files.push(["rehearsal.json", `${JSON.stringify({ runs, measures: toMeasures(columns) }, undefined, 2)}\n`]);
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  return files.map(([name]) => name);
}

function rehearsalText(runs: readonly RehearsedRun[]): string {
  const columns = toColumns(runs);
  const shown = columns.map(([first]) => first);
  const [first] = shown;
  if (first === undefined) return "";
  const { campaign, scenario, seed } = first.rehearsal;
  const seeds = columns[0]?.length ?? 1;
  const labels = shown.map((run) => runLabel(run, shown));
  const head = shown.length > 1 ? [["", ...labels]] : [];
  const rows = [...head, ...toMeasures(columns).map(({ name, values }) => [name, ...values.map(({ text }) => text)])];
  const played = seeds === 1 ? `seed ${seed}` : `medians and ranges of seeds ${seed} to ${seed + seeds - 1}`;
  return [
    `${campaign} · rehearsed with ${scenario}, ${played} · nothing was sent`,
    ...[...new Set(shown.flatMap(({ rehearsal: { sample } }) => sample?.statement ?? []))].map((line) => `  ${line}`),
    ...columnsText(rows, Number.POSITIVE_INFINITY).map((line) => `  ${line}`),
    ...(seeds === 1 ? incidentLines(shown, labels) : []),
  ].join("\n");
}

function incidentLines(runs: readonly RehearsedRun[], labels: readonly string[]): string[] {
  return runs.flatMap(({ rehearsal: { incidents } }, column) => {
    const [incident] = incidents;
    const [note] = incident?.notes ?? [];
    if (incident === undefined || note === undefined) return [];
    const prefix = runs.length > 1 ? `${labels[column]}: ` : "";
    const action = incident.notes.find((one) => one.action !== undefined)?.action;
    return [`  ${prefix}${note.fact} → ${action ?? "nothing was done"}`];
  });
}
