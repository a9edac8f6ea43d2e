import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { ContractsFirst } from "./test/support/contracts-first.ts";

// Threads and processes of the tests run from the sources. Compiled once, they start in half the time, and no
// WebAssembly is loaded into every one of them only to take types away.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/relance-tests");

export default defineConfig({
  resolve: { conditions: ["@relance/source", "node"] },
  ssr: { resolve: { conditions: ["@relance/source", "node"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts", "examples/**/*.test.ts"],
    globalSetup: ["test/postgres/src/global-setup.ts"],
    pool: "forks",
    // a third of the time of these tests is waiting, for processes and for clocks: one more at once than there are cores
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: ContractsFirst },
    execArgv: ["--conditions=@relance/source"],
    // many tests start processes, databases and browsers: on a busy machine of two cores these take their time
    // a landing does not fail for one slow moment of a shared machine; `.ci/run` names what needed a second try
    retry: process.env.CI ? { count: 1, delay: 1_000 } : 0,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
