import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rehearsalHtml } from "./rehearsal-html.ts";
import type { RehearsedRun } from "./rehearsed-run.ts";

/** Writes one page per run and all numbers as JSON. Answers the names of the files. */
export async function writeRehearsal(folder: string, runs: readonly RehearsedRun[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: [name: string, text: string][] = runs.map((run, index) => [
    runs.length === 1 ? "report.html" : `report-${index + 1}.html`,
    rehearsalHtml(run, runs),
  ]);
  files.push(["rehearsal.json", `${JSON.stringify({ runs }, undefined, 2)}\n`]);
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  return files.map(([name]) => name);
}
