import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, type InlineConfig, type Rolldown } from "vite";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const CONDITIONS = ["@relance/source", ...defaultClientConditions];

export interface BuiltFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Builds the browser app into a folder of this package, or in memory: one script, one stylesheet, and the module that
 * renders a report outside a browser.
 */
export async function buildApp({ outDir }: { readonly outDir?: string }): Promise<readonly BuiltFile[]> {
  const app = await bundle("app/main.tsx", "console.js", { outDir, emptyOutDir: outDir !== undefined });
  const report = await bundle("app/report/report-page.tsx", "report.js", { outDir, ssr: true, emptyOutDir: false });
  return [...app, ...report];
}

async function bundle(
  input: string,
  script: string,
  {
    outDir,
    ...more
  }: Pick<NonNullable<InlineConfig["build"]>, "ssr" | "emptyOutDir"> & { outDir?: string | undefined },
): Promise<readonly BuiltFile[]> {
  const built = await build({
    root: ROOT,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: "warn",
    // other packages are bundled from their sources, so that they need not be built
    resolve: { conditions: CONDITIONS },
    ssr: { noExternal: true, resolve: { conditions: CONDITIONS } },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      ...more,
      outDir: outDir ?? "dist/app",
      write: outDir !== undefined,
      target: "es2022",
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: fileURLToPath(new URL(`../${input}`, import.meta.url)),
        output: { entryFileNames: script, assetFileNames: "console[extname]", codeSplitting: false },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as readonly Rolldown.RolldownOutput[];
  return outputs
    .flatMap(({ output }) => output)
    .map((file) => ({ name: file.fileName, text: file.type === "chunk" ? file.code : String(file.source) }));
}
