import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename } from "node:path";
import { IGNORED, ignoreFiles, projectFiles, writeProject } from "@relance/cli/project";
import type { Choices } from "./choices.ts";
import { manifestOf } from "./manifest.ts";

/** True where a project can be written without mixing it with files of others. */
export function isFree(folder: string): boolean {
  return !existsSync(folder) || (statSync(folder).isDirectory() && readdirSync(folder).length === 0);
}

/**
 * Writes a project with an installation of its own; the names of its files.
 * @throws {ConfigError} `config/invalid` where the folder cannot be written
 */
export function createProject(folder: string, choices: Choices): readonly string[] {
  const { channels, store } = choices;
  const secret = randomBytes(32).toString("base64url");
  const { written } = writeProject(folder, [
    { path: "package.json", text: manifestOf(packageName(folder), choices) },
    ...projectFiles(secret, true, [...channels, store, "starter"]),
  ]);
  ignoreFiles(folder, ["node_modules/", ...IGNORED]);
  return [...written, ".gitignore"];
}

/** A name that npm takes. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-");
  return name.replace(/^-+|-+$/g, "") || "app";
}
