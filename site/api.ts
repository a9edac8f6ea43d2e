import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { CompilerState, Extractor, ExtractorConfig, type ExtractorMessage } from "@microsoft/api-extractor";
import { Application, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import type { Entry } from "./pages.ts";

const ROOT: string = join(import.meta.dirname, "..");
/** What applications and authors of providers import, beside plugins; the other packages are the inside of these. */
const PUBLIC = /^(relance|testing|conformance|spec|rehearsal|simulator|console|provider-.*|store-.*)$/;

function isPublic(name: string, folder: string): boolean {
  if (!folder.includes("/plugins/")) return PUBLIC.test(name);
  return !readFileSync(join(folder, "README.md"), "utf8").includes("applications do not install it");
}

const REPORTS: string = join(import.meta.dirname, "reports");

interface Package {
  readonly name: string;
  readonly folder: string;
  readonly entry: string;
}

/** Packages with a reference; `npm run build` has written their types. */
function packages(): readonly Package[] {
  return globSync("packages/{*,*/*}/package.json", { cwd: ROOT }).flatMap((manifest) => {
    const folder = join(ROOT, dirname(manifest));
    const { exports, name: full } = JSON.parse(readFileSync(join(ROOT, manifest), "utf8"));
    const name: string = full.replace("@relance/", "");
    if (!isPublic(name, folder)) return [];
    return Object.entries<{ readonly types?: string }>(exports).flatMap(([path, { types }]) => {
      if (types === undefined || path === "./parts") return [];
      const entry = join(folder, types);
      if (!existsSync(entry)) throw new Error(`${entry} is not there: npm run build first`);
      return [{ name: path === "." ? name : `${name}-${path.slice(2)}`, folder, entry }];
    });
  });
}

/** The pages that {@link writeReference} writes. */
export function packagePages(): Entry[] {
  return packages().map(({ entry }) => {
    const text = nameOf(relative(join(ROOT, "packages"), entry).replace(/(\/index)?\.d\.ts$/, ""));
    return { text, link: `/api/${text}` };
  });
}

/** A page a package: every exported name with its docstring. */
export async function writeReference(): Promise<void> {
  const options: TypeDocOptions & Partial<PluginOptions> = {
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: packages().map(({ entry }) => entry),
    out: join(import.meta.dirname, ".tmp/pages/api"),
    entryFileName: "index",
    router: "module",
    readme: "none",
    tsconfig: join(import.meta.dirname, "tsconfig.api.json"),
    skipErrorChecking: true,
    disableSources: true,
    excludeExternals: false,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    useCustomAnchors: true,
    anchorPrefix: "name-", // headings that have none of their own, and the app's element, are called otherwise
    parametersFormat: "table",
    propertiesFormat: "table",
    logLevel: "Error",
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc found no package");
  for (const module of project.children ?? []) module.name = nameOf(module.name);
  await app.generateOutputs(project);
  for (const file of globSync(join(String(options.out), "**/*.md"))) {
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replaceAll(/#name-(constructor(?:-\d+)?\))/g, "#$1")); // their headings get no anchor
  }
}

/** `providers/kit/dist/aws` is `@relance/provider-kit/aws`. */
function nameOf(path: string): string {
  const [folder = "", rest = ""] = path.split("/dist");
  return JSON.parse(readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8")).name + rest;
}

/** The signatures of each package, as they are agreed on; a change of them has to be written down by `--write`. */
export function checkReports(mayWrite: boolean): void {
  mkdirSync(REPORTS, { recursive: true });
  let program: CompilerState | undefined;
  const changed = packages().filter(({ name, folder, entry }) => {
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: entry,
        newlineKind: "lf",
        bundledPackages: [],
        compiler: { tsconfigFilePath: join(import.meta.dirname, "tsconfig.api.json") },
        apiReport: {
          enabled: true,
          reportFolder: REPORTS,
          reportTempFolder: join(import.meta.dirname, ".tmp/reports"),
          reportFileName: `${name}.api.md`,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: "none" as never } },
          extractorMessageReporting: { default: { logLevel: "none" as never } },
          tsdocMessageReporting: { default: { logLevel: "none" as never } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, "package.json"),
    });
    const entries = packages().map((one) => one.entry);
    program ??= CompilerState.create(config, { additionalEntryPoints: entries });
    const silence = (said: ExtractorMessage) => {
      said.handled = true;
    };
    return Extractor.invoke(config, { localBuild: mayWrite, compilerState: program, messageCallback: silence })
      .apiReportChanged;
  });
  if (changed.length === 0) return;
  const names = changed.map(({ name }) => name).join(", ");
  if (!mayWrite)
    throw new Error(`the signatures of ${names} changed: npm run docs -- --write, and look at the difference`);
  console.log(`written: the signatures of ${names}`);
}
