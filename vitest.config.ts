import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@relance/source", "node"] },
  ssr: { resolve: { conditions: ["@relance/source", "node"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts", "examples/**/*.test.ts"],
    pool: "forks",
    execArgv: ["--conditions=@relance/source"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
