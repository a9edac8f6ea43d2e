#!/usr/bin/env node
/** The oldest version of Node in which `node:sqlite` needs no flag. The store itself checks the version of SQLite. */
const [OLDEST_MAJOR, OLDEST_MINOR] = [22, 13] as const;
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < OLDEST_MAJOR || (major === OLDEST_MAJOR && minor < OLDEST_MINOR)) {
  process.stderr.write(`relance needs Node 22.23 or newer, or 24; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else if (/^(-V|--version)$/.test(process.argv[2] ?? "") && process.argv.length === 3) {
  const { VERSION } = await import("./version.ts"); // for `--version`, no other module is loaded
  process.stdout.write(`${VERSION}\n`);
} else {
  const { runProcess } = await import("./run-process.ts");
  await runProcess();
}
