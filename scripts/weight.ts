import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export function installedBytes(name: string, project: string): number {
  const seen = new Set<string>();
  let bytes = 0;
  const visit = (name: string, from: string): void => {
    const folder = folderOf(name, from);
    if (folder === undefined || seen.has(folder)) return; // `undefined` if an optional dependency is not installed
    seen.add(folder);
    bytes += bytesIn(folder);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    for (const needed of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
      visit(needed, folder);
  };
  visit(name, project);
  return bytes;
}

/**
 * Returns the folder of a package in the nearest `node_modules` folder at or above `from`, as Node resolves packages.
 */
function folderOf(name: string, from: string): string | undefined {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return folder;
  return dirname(from) === from ? undefined : folderOf(name, dirname(from));
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.slice(folder.length).includes("node_modules"))
    .reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0);
}

const COUNT = `
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
const files = new Set();
registerHooks({ load: (url, context, next) => (url.startsWith("file:") && files.add(url), next(url, context)) });
const before = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
const bytes = [...files].reduce((sum, url) => sum + readFileSync(new URL(url)).length, 0);
console.log(JSON.stringify({ files: files.size, bytes, cpuMs: Math.round((user + system) / 1000) }));`;

interface Imported {
  readonly files: number;
  readonly bytes: number;
  readonly cpuMs: number;
}

/** Measures an import of the package: the files and bytes that Node reads, and the CPU time. */
export function imported(name: string, project: string): Imported {
  const argv = ["--input-type=module", "--eval", COUNT, name];
  return quietest(() => JSON.parse(execFileSync(process.execPath, argv, { cwd: project, encoding: "utf8" })));
}

const TELL = `data:text/javascript,process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuMs: Math.round((user + system) / 1000) }));
});`;

export function cpuOf(program: string, ...words: readonly string[]): number {
  const argv = ["--import", TELL, program, ...words];
  const said = () => execFileSync(process.execPath, argv, { encoding: "utf8" }).trim().split("\n").at(-1) ?? "";
  return quietest((): { cpuMs: number } => JSON.parse(said())).cpuMs;
}

/** Returns the run with the least CPU time, because other programs can only increase the time. */
function quietest<Run extends { readonly cpuMs: number }>(run: () => Run): Run {
  return Array.from({ length: 5 }, run).reduce((least, one) => (one.cpuMs < least.cpuMs ? one : least));
}
