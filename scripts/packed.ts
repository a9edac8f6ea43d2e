/**
 * `npm run test:packed` packs every package and installs the tarballs into an empty project on each supported Node. In
 * each project the script runs the README's first program, the commands, and the test of a generated starter project.
 * On the repository's own Node the script also checks types and sizes. Run `npm run build` first. The script needs the
 * npm registry.
 */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packageFolder, packageNames } from "../test/support/repository.ts";
import { cpuOf, imported, installedBytes } from "./weight.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Tested Node versions. The second is the version of this repository. */
const NODES = ["22.23.3", "24.21.0", "26.10.0"];
const [, OWN = ""] = NODES;
const VERSION: string = JSON.parse(readFileSync(join(ROOT, "packages/relance/package.json"), "utf8")).version;
/**
 * Limits for the installed size of `relance`, the bytes that `import "relance"` reads, and the CPU time of that import
 * and of `relance --version`.
 */
const MOST = { installed: 30_000_000, imported: 2_000_000, importMs: 250, versionMs: 150 };
const folder = mkdtempSync(join(tmpdir(), "relance-packed-"));
const tarballs = join(folder, "tarballs");
const projectOn = (version: string) => join(folder, `on-${version}`);
const RUNNER = "vitest@5.1.1";
const COMPILER = ["typescript@7.0.2", "@types/node@24.19.2"];
const INSTALL = ["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline"];

const execute = promisify(execFile);

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...env, NODE_OPTIONS: "" },
  });
}

function exportsOf(name: string): object {
  return JSON.parse(readFileSync(join(ROOT, packageFolder(name), "package.json"), "utf8")).exports;
}

/** Checks that a package contains LICENSE and README.md, and no `.tsbuildinfo` file. */
function lookInto(tarball: string): void {
  const files = run("tar", ["-tzf", tarball], folder).split("\n");
  for (const wanted of ["package/LICENSE", "package/README.md"])
    if (!files.includes(wanted)) throw new Error(`${tarball} has no ${wanted}`);
  const info = files.find((file) => file.endsWith(".tsbuildinfo"));
  if (info !== undefined) throw new Error(`${tarball} has ${info}`);
}

/** Module resolution modes that cannot load ES modules. The check ignores problems in these modes. */
const OTHER_WAYS = ["node10", "node16-cjs"];

/** Checks that bundlers, Node and the compiler can resolve the package. */
async function lint(tarball: string): Promise<void> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const types = await checkPackage(createPackageFromTarballData(bytes), {
    excludeEntrypoints: ["./service-worker"], // a script for browsers, which no program imports
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

async function lintAll(packed: readonly string[]): Promise<void> {
  for (const tarball of packed) {
    lookInto(tarball);
    await lint(tarball);
  }
}

/** Checks sizes and CPU times. Uses the run with the lowest CPU time, because other programs can only add to it. */
function weigh(project: string): void {
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

/** Writes a new user's project: the README's program and an import of each module. */
function writeNewcomer(project: string, imports: readonly string[]): void {
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "newcomer", private: true, type: "module" }));
  cpSync(join(ROOT, "examples/readme.ts"), join(project, "index.ts"));
  writeFileSync(
    join(project, "all.ts"),
    imports.map((name, place) => `import * as p${place} from "${name}";\nvoid p${place};\n`).join(""),
  );
  // the conformance suites run only inside a test runner
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
}

/** Returns an environment in which `node`, `npm` and every command use this version of Node. */
function shellOf(version: string): NodeJS.ProcessEnv {
  const bin = join(folder, `node-${version}`, "node_modules/node/bin");
  return { ...process.env, NODE_OPTIONS: "", PATH: bin + delimiter + process.env.PATH };
}

/**
 * Installs each version of Node and the tarballs. The caller runs other checks in parallel, because an installation
 * mostly waits for the network.
 */
async function installOnEach(packed: readonly string[]): Promise<void> {
  for (const version of NODES) {
    const home = join(folder, `node-${version}`);
    mkdirSync(home);
    writeFileSync(join(home, "package.json"), "{}");
    await execute("npm", [...INSTALL, "--ignore-scripts=false", `node@${version}`], { cwd: home });
    const [project, env] = [projectOn(version), shellOf(version)];
    const { stdout } = await execute("node", ["--version"], { cwd: project, env });
    if (stdout.trim() !== `v${version}`) throw new Error(`Node ${stdout.trim()} came in the place of ${version}`);
    await execute("npm", [...INSTALL, ...packed, RUNNER, ...(version === OWN ? COMPILER : [])], { cwd: project, env });
  }
}

/** Does what a new user does on this Node: programs, commands, and a generated project with its test. */
function tryOut(version: string): void {
  const [project, env] = [projectOn(version), { ...shellOf(version), RELANCE_SECRET: "a-secret-of-the-newcomer" }];
  const on = (command: string, ...words: string[]) => run(command, words, project, env).trim().split("\n").at(-1);
  for (const file of ["all.ts", "index.ts"]) on("node", file);
  const said = on("node_modules/.bin/relance", "--version");
  if (said !== VERSION) throw new Error(`relance --version says ${said}`);
  on("node_modules/.bin/relance-mcp", "--help");
  on("node_modules/.bin/create-relance");
  run("npm", ["test", "--silent"], join(project, "relance-app"), env);
  console.log(`Node ${version} installs the tarballs, runs programs and commands, and passes the test of a starter`);
}

try {
  mkdirSync(tarballs);
  const names = packageNames();
  run(
    "npm",
    ["pack", "--silent", "--pack-destination", tarballs, ...names.map((name) => `./${packageFolder(name)}`)],
    ROOT,
  );
  const packed = readdirSync(tarballs).map((file) => join(tarballs, file));
  const isImported = (name: string) => Object.hasOwn(exportsOf(name), "."); // other packages have commands or tests
  const imports = names.filter(isImported).map((name) => (name === "relance" ? "relance" : `@relance/${name}`));
  for (const version of NODES) writeNewcomer(projectOn(version), imports);
  const done = await Promise.allSettled([installOnEach(packed), lintAll(packed)]);
  for (const one of done) if (one.status === "rejected") throw one.reason;
  console.log(`packed ${packed.length} packages, each with its licence and README, and publint and attw find no error`);

  for (const version of NODES) tryOut(version);

  const project = projectOn(OWN);
  run(join(project, "node_modules/.bin/tsc"), ["-p", "."], project);
  console.log("type-checks");
  if (!existsSync(join(project, "node_modules/relance/docs/README.md")))
    throw new Error("relance comes without its pages");
  const words = ["with-postgres", "--channels", "sms", "--store", "postgres"];
  run(join(project, "node_modules/.bin/create-relance"), words, project);
  run("npm", ["test", "--silent"], join(project, "with-postgres"));
  for (const name of ["relance-app", "with-postgres"]) run("npm", ["run", "--silent", "check"], join(project, name));
  console.log("npm create relance leaves projects that compile and whose tests pass");
  weigh(project);
  console.log(`every package type-checks, and runs on Node ${NODES.join(", ")}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
