#!/usr/bin/env node
// Runs the built command if it exists, otherwise the sources of the clone.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The minimum version in `engines` of package.json. */
const LEAST = [22, 23];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(`relance needs Node ${LEAST.join(".")} or later; this is ${process.versions.node}\n`);
  process.exit(1);
}

const built = new URL("../dist/bin.js", import.meta.url);
const source = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
if (existsSync(built)) {
  await import(built.href);
} else {
  const words = ["--conditions=@relance/source", source, ...process.argv.slice(2)];
  const child = spawn(process.execPath, words, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}
