// Runs `npm test`, then `npm run test:more`, prints the failures and the slowest files, and writes the counts of passed and
// failed tests to the given file.
//
// A single test is never retried. Up to three failing files run again, alone, after all others: high load on the machine
// then does not fail the run, and the output names the tests that passed only alone. If more files fail, load is not the
// cause, and none is run again.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const FEW_FILES = 3;
const LONGEST = 15;

const folder = mkdtempSync(join(tmpdir(), "relance-ci-"));
try {
  writeFileSync(process.argv[2], `${counted().join(" ")}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Returns the numbers of passed and failed tests. */
function counted() {
  const parts = ["test", "test:more"].map((script) => reportOf(["npm", "run", "--silent", script, "--"]));
  if (parts.includes(undefined)) return [0, 1];
  const files = parts.flatMap(({ files }) => files);
  const failing = files.filter(({ status }) => status === "failed");
  const failed = testsOf(failing).filter(({ status }) => status === "failed");
  for (const { name, seconds } of longest(files)) console.log(`── ${seconds} s ${relative("", name)}`);
  const passed = testsOf(files).filter(({ status }) => status === "passed").length;
  const skipped = testsOf(files).filter(({ status }) => status === "skipped" || status === "pending").length;
  if (skipped > 0) console.log(`── skipped: ${skipped}`);
  if (parts.every(({ isWell }) => isWell)) return [passed, 0];
  const atLeastOne = Math.max(failed.length, failing.length, 1); // a file that does not load has no tests
  const names = [...new Set(failing.map(({ name }) => name))]; // one file may have failed in both parts
  if (names.length === 0 || names.length > FEW_FILES) return [passed, atLeastOne];

  console.log(`── running again, alone: ${names.map((name) => relative("", name)).join(" ")}`);
  if (!reportOf(["npx", "vitest", "run", "--maxWorkers=1", ...names])?.isWell) return [passed, atLeastOne];
  for (const { fullName } of failed) console.log(`── PASSED ONLY ALONE, FIX IT: ${fullName}`);
  for (const name of names) console.log(`── passed only alone: ${relative("", name)}`);
  return [passed + failed.length, 0];
}

/** Runs a command. Returns its report, or undefined if it wrote none. */
function reportOf([file, ...words]) {
  const began = Date.now();
  const output = join(folder, "report.json");
  rmSync(output, { force: true });
  const reporters = ["--reporter=minimal", "--reporter=json", `--outputFile.json=${output}`];
  const { status } = spawnSync(file, [...words, ...reporters], { stdio: "inherit" });
  console.log(`── ${[file, ...words].slice(0, 4).join(" ")}: ${Math.round((Date.now() - began) / 1_000)} s`);
  try {
    const { testResults } = JSON.parse(readFileSync(output, "utf8"));
    return { files: testResults, isWell: status === 0 };
  } catch (error) {
    console.log(`── the tests exited with ${status} and without a report: ${error.message}`);
    return undefined;
  }
}

function testsOf(files) {
  return files.flatMap(({ assertionResults }) => assertionResults);
}

function longest(files) {
  const timed = files.map(({ name, startTime, endTime }) => ({
    name,
    seconds: Math.round((endTime - startTime) / 1_000),
  }));
  return timed.sort((a, b) => b.seconds - a.seconds).slice(0, LONGEST);
}
