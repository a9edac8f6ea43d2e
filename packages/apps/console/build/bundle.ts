import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, type Rolldown } from "vite";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Builds the browser app into a folder of this package, or in memory; one script, one stylesheet, nothing else. */
export async function buildApp({ outDir }: { readonly outDir?: string }): Promise<readonly Rolldown.RolldownOutput[]> {
  const built = await build({
    root: ROOT,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: "warn",
    // what the app takes of other packages comes from their sources, built or not
    resolve: { conditions: ["@relance/source", ...defaultClientConditions] },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: outDir ?? "dist/app",
      write: outDir !== undefined,
      emptyOutDir: outDir !== undefined,
      target: "es2022",
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: fileURLToPath(new URL("../app/main.tsx", import.meta.url)),
        output: { entryFileNames: "console.js", assetFileNames: "console[extname]", codeSplitting: false },
      },
    },
  });
  return (Array.isArray(built) ? built : [built]) as readonly Rolldown.RolldownOutput[];
}
