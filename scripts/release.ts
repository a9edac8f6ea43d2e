/**
 * `npm run release` writes versions and CHANGELOG.md from the files in `.changeset`. With `--dry-run`, the script
 * works in a copy of the repository, and builds, packs and installs the packages there on three versions of Node.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Status {
  readonly changesets: readonly { readonly summary: string; readonly releases: readonly { readonly type: string }[] }[];
  readonly releases: readonly { readonly name: string; readonly newVersion: string }[];
}

/** Returns the CHANGELOG.md entry of a new version. Changes that require work from applications come first. */
export function changelogEntry({ changesets, releases }: Status): string {
  const version = releases.find(({ name }) => name === "relance")?.newVersion;
  if (version === undefined) throw new Error("nothing in .changeset asks for a release: npx changeset");
  const parts = ["major", "minor", "patch"].flatMap((type) => {
    const lines = changesets
      .filter(({ releases }) => releases.some((release) => release.type === type))
      .map(({ summary }) => `- ${summary.trim().replaceAll("\n", "\n  ")}`);
    return lines.length === 0 ? [] : [`### ${type}`, lines.join("\n")];
  });
  return [`## ${version}`, ...parts].join("\n\n");
}

function run(folder: string, command: string, ...args: string[]): void {
  execFileSync(command, args, {
    cwd: folder,
    stdio: "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
}

export function writeVersions(folder: string): void {
  const file = join(folder, ".changeset/status.json");
  run(folder, "npx", "changeset", "status", "--output", ".changeset/status.json");
  const entry = changelogEntry(JSON.parse(readFileSync(file, "utf8")) as Status);
  rmSync(file);
  run(folder, "npx", "changeset", "version");
  run(folder, "npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund");
  const changelog = join(folder, "CHANGELOG.md");
  const [head, ...older] = readFileSync(changelog, "utf8")
    .trimEnd()
    .split(/\n(?=## )/);
  writeFileSync(changelog, `${[head?.trimEnd(), entry, ...older].join("\n\n")}\n`);
  console.log(entry);
}

/** Creates a separate repository with the files that git tracks here, without `node_modules`. */
export function copyRepository(to: string): void {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  for (const file of files) cpSync(join(root, file), join(to, file), { recursive: true });
  const git = (...args: string[]) =>
    run(to, "git", "-c", "user.name=release", "-c", "user.email=release@localhost", ...args);
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "as it is");
}

if (import.meta.main) {
  if (process.argv.includes("--dry-run")) {
    const copy = mkdtempSync(join(tmpdir(), "relance-release-"));
    try {
      copyRepository(copy);
      run(copy, "npm", "ci", "--prefer-offline", "--no-audit", "--no-fund");
      writeVersions(copy);
      run(copy, "npm", "run", "--silent", "build");
      run(copy, "npm", "run", "--silent", "test:packed");
      console.log("this would be released; nothing was");
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  } else writeVersions(process.cwd());
}
