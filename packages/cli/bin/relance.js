#!/usr/bin/env node
// The built command where there is one; in a clone that was not built, the sources under this Node.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

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
