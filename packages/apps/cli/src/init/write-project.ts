import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ConfigError } from "@relance/spec";
import { PROJECT_FOLDER } from "../project-folder.ts";

export interface WrittenProject {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/** Writes new files, keeps existing files, and adds `ignored` to `.gitignore`. @throws {ConfigError} `config/invalid` if a file cannot be written */
export function writeProject(
  folder: string,
  files: readonly ProjectFile[],
  ignored: readonly string[],
): WrittenProject {
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
  if (ignoreFiles(folder, ignored)) written.push(".gitignore");
  return { written, kept };
}

/** Returns whether Node treats `.ts` files in the folder as ES modules, or will do so after package.json is written. */
export function isModuleFolder(folder: string): boolean {
  const text = readIfThere(join(folder, "package.json"));
  return text === "" || /"type"\s*:\s*"module"/.test(text);
}

/** Appends missing patterns to `.gitignore`. Returns true if a pattern was missing. */
function ignoreFiles(folder: string, patterns: readonly string[]): boolean {
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
    throw new ConfigError("config/invalid", `${basename(file)} cannot be read; check its permissions`, { cause });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
  readonly mode?: number | undefined;
}

export const PACKAGES = [
  "relance",
  "@relance/cli",
  "@relance/provider-twilio",
  "@relance/provider-nodemailer",
] as const;

/** Files that must not be committed: the secret, and the store, which contains recipients' data. */
export const IGNORED = [".env", "relance.db*"] as const;

export type ProjectPart = "sms" | "email" | "sqlite" | "postgres" | "starter";

const ALL: readonly ProjectPart[] = ["sms", "email", "sqlite"];

/** Files that only one part of a project needs, by file name. In other files, the comment `if: part` marks a line. */
const FILES_OF: Readonly<Record<string, ProjectPart>> = {
  "hello.sms.liquid": "sms",
  "hello.email.liquid": "email",
  "hello.test.ts.txt": "starter",
  "tsconfig.json.txt": "starter",
};

/**
 * Returns the files of a small project. The project runs without changes, and sends no real message.
 * @param isModule - false if the folder's package.json makes `.ts` files CommonJS modules
 * @param parts - the parts of the project; by default SMS and email, with SQLite
 */
export function projectFiles(
  secret: string,
  isModule: boolean,
  parts: readonly ProjectPart[] = ALL,
): readonly ProjectFile[] {
  const isWanted = (part: string | undefined) => part === undefined || parts.some((one) => one === part);
  const names = readdirSync(PROJECT_FOLDER).filter((name) => isWanted(FILES_OF[name]));
  const files = names.map((name): ProjectFile => {
    const path = name.replace(/\.txt$/, "");
    const lines = readFileSync(new URL(name, PROJECT_FOLDER), "utf8").split("\n");
    const text = lines.filter((line) => isWanted(PART.exec(line)?.[1])).map((line) => line.replace(PART, ""));
    return { path: path === "relance.config.ts" && !isModule ? "relance.config.mts" : path, text: text.join("\n") };
  });
  return [...files, { path: ".env", text: dotenv(secret, parts), mode: 0o600 }];
}

const PART = / (?:#|\/\/) if: (\w+)$/;

function dotenv(secret: string, parts: readonly ProjectPart[]): string {
  const database = "# The store: an existing database.\nDATABASE_URL=postgres://127.0.0.1:5432/postgres\n";
  return `# Signs links and callbacks. Keep it: anyone who has it can forge a confirmation.
RELANCE_SECRET=${secret}
${parts.includes("postgres") ? database : ""}`;
}
