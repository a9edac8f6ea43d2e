// Runs every test, prints what failed and what took long, and writes "N passed, N failed" as two numbers to the file
// it is given.
//
// A test gets a second try at once (vitest.config.ts). What still fails is tried once more alone, after everything
// else: a busy moment of the machine then fails no landing, and whoever reads on hears that it needed the quiet. Where
// more than a few files fail, no moment was to blame, and nothing is tried again.
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
  const all = vitest("all");
  if (all === undefined) return [0, 1];
  const failing = all.files.filter(({ status }) => status === "failed");
  const failed = testsOf(failing).filter(({ status }) => status === "failed");
  for (const { fullName } of retried(all.files)) console.log(`── needed a second try: ${fullName}`);
  for (const { name, seconds } of longest(all.files)) console.log(`── ${seconds} s ${relative("", name)}`);
  const passed = testsOf(all.files).filter(({ status }) => status === "passed").length;
  const skipped = testsOf(all.files).filter(({ status }) => status === "skipped" || status === "pending").length;
  if (skipped > 0) console.log(`── skipped: ${skipped}`);
  if (all.isWell) return [passed, 0];
  const atLeastOne = Math.max(failed.length, failing.length, 1); // a file that does not load has no tests
  if (failing.length === 0 || failing.length > FEW_FILES) return [passed, atLeastOne];

  console.log(`── once more, alone: ${failing.map(({ name }) => relative("", name)).join(" ")}`);
  const alone = vitest("alone", ["--maxWorkers=1", "--retry=0", ...failing.map(({ name }) => name)]);
  if (!alone?.isWell) return [passed, atLeastOne];
  for (const { fullName } of failed) console.log(`── PASSED ONLY ON ITS OWN, MEND IT: ${fullName}`);
  for (const { name } of failing) console.log(`── passed only on its own: ${relative("", name)}`);
  return [passed + failed.length, 0];
}

/** What a run reported; nothing = it came to no report. */
function vitest(name, args = []) {
  const output = join(folder, `${name}.json`);
  const reporters = ["--reporter=minimal", "--reporter=json", `--outputFile.json=${output}`];
  const { status } = spawnSync("npm", ["test", "--", ...reporters, ...args], { stdio: "inherit" });
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

function retried(files) {
  return testsOf(files).filter(({ status, failureMessages }) => status === "passed" && failureMessages.length > 0);
}

function longest(files) {
  const timed = files.map(({ name, startTime, endTime }) => ({
    name,
    seconds: Math.round((endTime - startTime) / 1_000),
  }));
  return timed.sort((a, b) => b.seconds - a.seconds).slice(0, LONGEST);
}
