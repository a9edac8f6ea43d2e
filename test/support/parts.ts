import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export const EVERYTHING: string[] = [
  "packages/{*,*/*}/test/**/*.test.ts",
  "test/**/*.test.ts",
  "examples/**/*.test.ts",
];

/** Test files that `npm test` omits and `npm run test:more` runs. The comments name what each group tests. */
export const ONLY_IN_ALL: string[] = [
  // kills, freezes and restarts of processes, after each kind of write
  "test/crash/!(lost-answers).test.ts",
  "test/e2e/{kill-inbound,rolling-restart}.test.ts",
  "test/privacy/killed-while-forgetting.test.ts",
  "packages/apps/cli/test/process/{config,console,follow,signals}.test.ts",
  "packages/store-postgres/test/restart.test.ts",
  // the store contract with PostgreSQL
  "packages/store-postgres/test/store-contract{,-waiting}.test.ts",
  "packages/store/test/memory-driver/*.test.ts",
  // two concurrent transactions, in every possible order of their statements
  "packages/store-postgres/test/interleavings/*.test.ts",
  // tests that need a browser, except one of the console
  "test/e2e/{console-{desk-page,evidence-page,newcomer,orders-page},dev,report-page,scanners,web-push}.test.ts",
  "packages/webhooks/test/{browser,once-more-browser}.test.ts",
  // packages that are packed and installed
  "test/shape/release.test.ts",
  "packages/apps/create-relance/test/create-relance.test.ts",
  // complete simulations, rehearsals and demos; `npm test` tests the watch in shorter simulations
  "test/simulation/**/*.test.ts",
  "test/e2e/silent-carrier.test.ts",
  "packages/testing/rehearsal/test/{lent-canaries,scenarios}.test.ts",
  "packages/testing/testing/test/engine/watch/{answers,canaries,left-in-time,lent-canaries,own-fault,reports-less}.test.ts",
  "packages/testing/testing/test/engine/watch/{silence,stopped,throttled,two-losses}.test.ts",
  "packages/apps/cli/test/commands/rehearse.test.ts",
  "test/e2e/{mcp,refused-account,throttle,two-desks}.test.ts",
  "examples/{demo,demo-channels,demo-console,examples}.test.ts",
];

const HAS_PARTS = /\bover(Seeds|Stores)\(|inject\("part"\)|\/part\.ts"/;

/**
 * Returns the test files that also run in `npm test` and have additional tests in `npm run test:more`, such as further
 * seeds, PostgreSQL, and long tests.
 */
export function moreInAll(): string[] {
  const all = globSync(EVERYTHING, { cwd: ROOT });
  return all.filter((file) => HAS_PARTS.test(readFileSync(join(ROOT, file), "utf8")));
}
