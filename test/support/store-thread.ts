import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import type { TestProject } from "vitest/node";
import { sabotagePlugin } from "../sabotage/sabotaged-source.ts";
import { STORE_THREAD_FILE } from "./store-thread-file.ts";

const { RELANCE_SABOTAGE } = process.env;

/**
 * Bundles the SQLite store's thread before the first test file, because the thread would otherwise load two hundred
 * modules.
 */
export async function setup(project: TestProject): Promise<void> {
  await bundle();
  project.onTestsRerun(bundle);
}

async function bundle(): Promise<void> {
  await using bundled = await rolldown({
    input: join(import.meta.dirname, "reused-store-thread.ts"),
    platform: "node",
    plugins: RELANCE_SABOTAGE === undefined ? [] : [sabotagePlugin(RELANCE_SABOTAGE)],
    resolve: { conditionNames: ["@relance/source", "node", "import"] },
  });
  const { output } = await bundled.generate({ codeSplitting: false });
  mkdirSync(dirname(STORE_THREAD_FILE), { recursive: true });
  // a rename is atomic, so parallel runs do not read half of the file
  const whole = `${STORE_THREAD_FILE}.${process.pid}`;
  writeFileSync(whole, output[0].code);
  renameSync(whole, STORE_THREAD_FILE);
}
