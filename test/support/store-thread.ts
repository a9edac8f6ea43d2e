import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import type { TestProject } from "vitest/node";

const CACHE = join(import.meta.dirname, "../../node_modules/.cache/relance-tests");
const FILE = join(CACHE, "store-thread.mjs");

/**
 * Called by vitest before the first test file: makes one file of the sources of the SQLite store's thread, which would load two
 * hundred modules.
 */
export async function setup(project: TestProject): Promise<void> {
  await bundle();
  project.onTestsRerun(bundle);
}

async function bundle(): Promise<void> {
  await using bundled = await rolldown({
    input: join(import.meta.dirname, "reused-store-thread.ts"),
    platform: "node",
    resolve: { conditionNames: ["@relance/source", "node", "import"] },
  });
  const { output } = await bundled.generate({ codeSplitting: false });
  mkdirSync(CACHE, { recursive: true });
  const whole = `${FILE}.${process.pid}`; // two runs at once never read half a file
  writeFileSync(whole, output[0].code);
  renameSync(whole, FILE);
}
