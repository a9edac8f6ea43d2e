import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ConfigError } from "@relance/spec";
import type { ProjectFile } from "./project-files.ts";

/** Which files came into being, and which were there and stay as they are. */
export interface WrittenProject {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Writes each file that is not there yet; an existing one is never overwritten.
 * @throws {ConfigError} `config/invalid` where the folder cannot be written
 */
export function writeProject(folder: string, files: readonly ProjectFile[]): WrittenProject {
  const written: string[] = [];
  const kept: string[] = [];
  for (const { path, text, mode } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    try {
      writeFileSync(file, text, { flag: "wx", mode: mode ?? 0o644 });
      written.push(path);
    } catch (cause) {
      if (!hasCode(cause, "EEXIST"))
        throw new ConfigError("config/invalid", `${path} cannot be written; check the folder`, { cause });
      kept.push(path);
    }
  }
  return { written, kept };
}

/** True where `.ts` files are ES modules, or where our own package.json will say so. */
export function isModuleFolder(folder: string): boolean {
  const text = readIfThere(join(folder, "package.json"));
  return text === "" || /"type"\s*:\s*"module"/.test(text);
}

/** Adds what `.gitignore` lacks, at its end; true when something was added. */
export function ignoreFiles(folder: string, patterns: readonly string[]): boolean {
  const file = join(folder, ".gitignore");
  const before = readIfThere(file);
  const lines = new Set(before.split("\n").map((line) => line.trim()));
  const missing = patterns.filter((pattern) => !lines.has(pattern));
  if (missing.length === 0) return false;
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  writeFileSync(file, `${gap}${missing.join("\n")}\n`, { flag: "a" });
  return true;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return "";
    if (hasCode(cause, "ENOTDIR"))
      throw new ConfigError("config/invalid", `${dirname(file)} is not a folder; name another`, { cause });
    throw new ConfigError("config/invalid", `${basename(file)} cannot be read; check its permissions`, {
      cause,
    });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
