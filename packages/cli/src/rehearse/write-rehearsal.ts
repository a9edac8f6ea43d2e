import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "@relance/spec";
import { rehearsalHtml } from "./rehearsal-html.ts";
import type { RehearsedRun } from "./rehearsed-run.ts";

/**
 * Makes the folder of the pages before minutes are spent on what it shall hold.
 * @throws {ConfigError} `config/invalid` where it cannot be made
 */
export async function makeRehearsalFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new ConfigError("config/invalid", `--out: ${folder} cannot be made a folder`, { cause });
  }
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
