import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigError } from "@relance/spec";
import { columnsText } from "../output/columns.ts";
import { comparisonNote, measuresOf, type RehearsedRun, runLabel } from "./measures.ts";
import { rehearsalHtml } from "./rehearsal-html.ts";

/**
 * Makes the folder of the pages before minutes are spent on what it shall hold.
 * @throws {ConfigError} `config/invalid` where it cannot be made
 */
export async function makeRehearsalFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    throw new ConfigError("config/invalid", `--out: ${folder} cannot be made a folder`, { cause });
  }
}

/** One folder after the other: where none can be made, such as below /proc, Node's own recursion never ends. */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    const isThere = error.code === "EEXIST" && (await stat(folder)).isDirectory(); // made by somebody else meanwhile
    if (!isThere) throw error;
  });
}

/** Writes one page per run and all numbers as JSON, into a folder that is there. Answers the names of the files. */
export async function writeRehearsal(folder: string, runs: readonly RehearsedRun[]): Promise<string[]> {
  const files: [name: string, text: string][] = runs.map((run, index) => [
    runs.length === 1 ? "report.html" : `report-${index + 1}.html`,
    rehearsalHtml(run, runs),
  ]);
  files.push(["rehearsal.json", `${JSON.stringify({ runs }, undefined, 2)}\n`]);
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  return files.map(([name]) => name);
}

export function rehearsalText(runs: readonly RehearsedRun[]): string {
  const [first] = runs;
  if (first === undefined) return "";
  const { campaign, scenario, seed } = first.rehearsal;
  const measures = measuresOf(runs);
  const labels = runs.map((run) => runLabel(run, runs));
  const head = runs.length > 1 ? [["", ...labels]] : [];
  const rows = [...head, ...measures.map(({ name, values }) => [name, ...values])];
  return [
    `${campaign} · rehearsed with ${scenario}, seed ${seed} · nothing was sent to anybody`,
    ...columnsText(rows, Number.POSITIVE_INFINITY).map((line) => `  ${line}`),
    ...[comparisonNote(runs) ?? []].flat().map((note) => `  ${note}`),
    ...incidentLines(runs, labels),
  ].join("\n");
}

/** The first thing that was said in each run. */
function incidentLines(runs: readonly RehearsedRun[], labels: readonly string[]): string[] {
  return runs.flatMap(({ rehearsal: { incidents } }, column) => {
    const [incident] = incidents;
    const [note] = incident?.notes ?? [];
    if (incident === undefined || note === undefined) return [];
    const prefix = runs.length > 1 ? `${labels[column]}: ` : "";
    const action = note.action === undefined ? "nothing was done" : note.action;
    return [`  ${prefix}${note.fact} → ${action}`];
  });
}
