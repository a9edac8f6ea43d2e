// Runs `npm test`, then what `npm run test:more` adds, prints what failed and what took long, and writes "N passed, N failed"
// as two numbers to the file it is given.
//
// No test has a second try. Files that fail are run once more alone, after everything else: a busy moment of the machine
// then fails no landing, and whoever reads on hears that it needed the quiet. Where more than a few fail, no moment was to
// blame, and nothing is run again.
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

/** How many passed and failed, of everything. */
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

  console.log(`── once more, alone: ${names.map((name) => relative("", name)).join(" ")}`);
  if (!reportOf(["npx", "vitest", "run", "--maxWorkers=1", ...names])?.isWell) return [passed, atLeastOne];
  for (const { fullName } of failed) console.log(`── PASSED ONLY ON ITS OWN, MEND IT: ${fullName}`);
  for (const name of names) console.log(`── passed only on its own: ${relative("", name)}`);
  return [passed + failed.length, 0];
}

/** What a run reported; nothing = it came to no report. */
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
    console.log(`── the tests ended with ${status} and without a report: ${error.message}`);
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
