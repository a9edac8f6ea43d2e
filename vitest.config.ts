import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { sabotagePlugin } from "./test/sabotage/sabotaged-source.ts";
import { ContractsFirst } from "./test/support/contracts-first.ts";
import type { Part } from "./test/support/part.ts";
import { EVERYTHING, moreInAll, ONLY_IN_ALL } from "./test/support/parts.ts";

// Threads and processes of the tests run from the sources. Compiled once, they start in half the time, and no
// WebAssembly is loaded into every one of them only to take types away.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/relance-tests");

function project(name: string, part: Part, include: string[], exclude: string[] = []): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include, exclude: [...exclude, "**/node_modules/**"], provide: { part } } };
}

// `npm run sabotage` names the break that a test has to find.
const { RELANCE_SABOTAGE } = process.env;

export default defineConfig({
  plugins: RELANCE_SABOTAGE === undefined ? [] : [sabotagePlugin(RELANCE_SABOTAGE)],
  resolve: {
    conditions: ["@relance/source", "node"],
    alias: [
      { find: /^\.\.\/start-thread\.ts$/, replacement: join(import.meta.dirname, "test/support/reused-threads.ts") },
    ],
  },
  ssr: { resolve: { conditions: ["@relance/source", "node"] } },
  test: {
    projects: [
      project("once", "once", EVERYTHING, ONLY_IN_ALL),
      project("more", "more", moreInAll(), ONLY_IN_ALL),
      project("all", "all", ONLY_IN_ALL),
    ],
    globalSetup: ["test/support/store-thread.ts", "test/postgres/src/global-setup.ts"],
    pool: "forks",
    isolate: false, // the sources are loaded once by each worker, not by each file
    // a third of the time of these tests is waiting, for processes and for clocks: two more at once than there are cores
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: ContractsFirst },
    execArgv: ["--conditions=@relance/source"],
    // Waits are for conditions. These limits end what will never come; a machine with a load of 8 stays far below.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
