/**
 * `npm run test:packed`: packs every package, installs the tarballs into an empty project, and type-checks and runs
 * the README's first program there on each Node that relance supports. Needs `npm run build` and the npm registry.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { cpuOf, imported, installedBytes } from "./weight.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NODES = ["22.23.3", "24.21.0", "26.10.0"];
/** What `npm i relance` may put on a disk, what `import "relance"` may read, and CPU of that and of `relance --version`. */
const MOST = { installed: 30_000_000, imported: 2_000_000, importMs: 250, versionMs: 150 };
const folder = mkdtempSync(join(tmpdir(), "relance-packed-"));
const tarballs = join(folder, "tarballs");
const project = join(folder, "project");

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
}

/** The first TypeScript block of the README: what a newcomer copies. */
function readmeProgram(): string {
  const block = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8"))?.[1];
  if (block === undefined) throw new Error("README.md has no program");
  return block;
}

function exportsOf(name: string): object {
  return JSON.parse(readFileSync(join(ROOT, "packages", name, "package.json"), "utf8")).exports;
}

/** What whoever installs a package gets beside its code, and what they must not get. */
function lookInto(tarball: string): void {
  const files = run("tar", ["-tzf", tarball], folder).split("\n");
  for (const wanted of ["package/LICENSE", "package/README.md"])
    if (!files.includes(wanted)) throw new Error(`${tarball} has no ${wanted}`);
  const info = files.find((file) => file.endsWith(".tsbuildinfo"));
  if (info !== undefined) throw new Error(`${tarball} has ${info}`);
}

/** Ways to import that a package for ES modules does not have: `require` gives the modules themselves since Node 22. */
const OTHER_WAYS = ["node10", "node16-cjs"];

/** What resolvers of bundlers, of Node and of the compiler would stumble over. */
async function lint(tarball: string): Promise<void> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const types = await checkPackage(createPackageFromTarballData(bytes), {
    excludeEntrypoints: ["./service-worker"], // a script for the browser, which no program imports
  });
  const wrong =
    types.types === false
      ? []
      : types.problems.filter(
          (problem) => !("resolutionKind" in problem) || !OTHER_WAYS.includes(problem.resolutionKind),
        );
  const said = [
    ...messages.map((message) => formatMessage(message, pkg, { color: false })),
    ...wrong.map((problem) => `its types: ${JSON.stringify(problem)}`),
  ];
  if (said.length > 0) throw new Error(`${tarball}: ${said.join("; ")}`);
}

/** Bytes are the same on every machine; of CPU the quietest of some runs counts. */
function weigh(): void {
  const installed = installedBytes("relance", project);
  const { bytes, files, cpuMs } = imported("relance", project);
  const versionMs = cpuOf(join(project, "node_modules/.bin/relance"), "--version");
  const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
  console.log(
    `relance: ${megabytes(installed)} installed; its import reads ${megabytes(bytes)} in ${files} files, ${cpuMs} ms of CPU; relance --version ${versionMs} ms`,
  );
  if (cpuMs > MOST.importMs || versionMs > MOST.versionMs)
    throw new Error(`at most ${MOST.importMs} ms of CPU for an import and ${MOST.versionMs} ms for relance --version`);
  if (installed > MOST.installed || bytes > MOST.imported)
    throw new Error(`at most ${megabytes(MOST.installed)} installed and ${megabytes(MOST.imported)} imported`);
}

try {
  mkdirSync(tarballs);
  mkdirSync(project);
  const names = readdirSync(join(ROOT, "packages"));
  run("npm", ["pack", "--silent", "--pack-destination", tarballs, ...names.map((name) => `./packages/${name}`)], ROOT);
  const packed = readdirSync(tarballs).map((file) => join(tarballs, file));
  for (const tarball of packed) {
    lookInto(tarball);
    await lint(tarball);
  }
  console.log(
    `packed ${packed.length} packages, each with its licence and a page of its own, as publint and attw want them`,
  );

  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "newcomer", private: true, type: "module" }));
  writeFileSync(join(project, "index.ts"), readmeProgram());
  const isImported = (name: string) => Object.hasOwn(exportsOf(name), "."); // others are commands, or suites of tests
  const imports = names.filter(isImported).map((name) => (name === "relance" ? "relance" : `@relance/${name}`));
  writeFileSync(
    join(project, "all.ts"),
    imports.map((name, place) => `import * as p${place} from "${name}";\nvoid p${place};\n`).join(""),
  );
  // its suites run in a test runner alone
  writeFileSync(
    join(project, "suites.ts"),
    `export * as provider from "@relance/conformance/provider";\nexport * as store from "@relance/conformance/store";\n`,
  );
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: "nodenext",
        target: "es2023",
        lib: ["es2024", "esnext.disposable"],
        noEmit: true,
        skipLibCheck: false,
        exactOptionalPropertyTypes: true,
        types: ["node"],
      },
      files: ["index.ts", "all.ts", "suites.ts"],
    }),
  );
  run(
    "npm",
    [
      "install",
      "--silent",
      "--no-audit",
      "--no-fund",
      ...packed,
      "typescript@7.0.2",
      "@types/node@24.19.2",
      "vitest@5.1.1",
    ],
    project,
  );
  run(join(project, "node_modules/.bin/tsc"), ["-p", "."], project);
  console.log("type-checks");
  run(join(project, "node_modules/.bin/relance-mcp"), ["--help"], project);
  if (!existsSync(join(project, "node_modules/relance/docs/README.md")))
    throw new Error("relance comes without its pages");
  for (const words of [["--yes"], ["with-postgres", "--channels", "sms", "--store", "postgres", "--yes"]]) {
    run(join(project, "node_modules/.bin/create-relance"), words, project); // inside, where all that it needs is installed
    const [name = "relance-app"] = words.filter((word) => !word.startsWith("--yes"));
    for (const script of ["test", "check"]) run("npm", ["run", "--silent", script], join(project, name));
  }
  console.log("npm create relance leaves projects that compile and whose tests pass");
  weigh();

  let failed = 0;
  for (const version of NODES) {
    const home = join(folder, `node-${version}`);
    mkdirSync(home);
    writeFileSync(join(home, "package.json"), "{}");
    run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts=false", `node@${version}`], home);
    const node = join(home, "node_modules/.bin/node");
    for (const file of ["all.ts", "index.ts"]) {
      try {
        const output = execFileSync(node, [file], {
          cwd: project,
          encoding: "utf8",
          timeout: 60_000,
          stdio: ["ignore", "pipe", "pipe"],
          env: { PATH: process.env.PATH, RELANCE_SECRET: "a-secret-of-the-newcomer" },
        });
        console.log(
          `Node ${version} runs ${file}${output.trim() === "" ? "" : `: ${output.trim().split("\n").at(-1)}`}`,
        );
      } catch (error) {
        failed += 1;
        console.log(`Node ${version} fails ${file}: ${String(error).slice(0, 2_000)}`);
      }
    }
    rmSync(join(project, "relance.db"), { force: true });
    rmSync(join(project, "relance.db-wal"), { force: true });
    rmSync(join(project, "relance.db-shm"), { force: true });
  }
  console.log(
    failed === 0 ? `every package type-checks and runs on Node ${NODES.join(", ")}` : `${failed} runs failed`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
