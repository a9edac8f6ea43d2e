import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { parseEnv } from "node:util";
import { ConfigError, nearName, RelanceError } from "@relance/spec";
import type { RelanceConfig } from "relance";
import type { Session } from "../session.ts";
import { placed, placedError } from "./config-text.ts";
import { configHere, findConfig, namedConfig } from "./find-config.ts";

export interface LoadedConfig {
  readonly file: string;
  readonly config: RelanceConfig;
}

/** Loads the default export, or the export named `config`. Relative paths in it start at its folder. */
export async function loadConfig(
  session: Session,
  named: string | undefined = namedConfig(session),
  option?: string,
): Promise<LoadedConfig> {
  const { host, output } = session;
  const file = findConfig(host.cwd, named, option);
  if (named === undefined && dirname(file) !== host.cwd) output.note(`configuration: ${relative(host.cwd, file)}`);
  if (option === undefined) host.enter?.(dirname(file));
  loadDotenv(dirname(file), host.env);
  const exported = await importFrom(file, (module) => module.default ?? module.config);
  return { file, config: asConfig(exported, file) };
}

/** Loads the configuration; `undefined` if the project has no configuration file. */
export async function configIfAny(session: Session): Promise<RelanceConfig | undefined> {
  if (namedConfig(session) === undefined && configHere(session.host.cwd) === undefined) return undefined;
  return (await loadConfig(session)).config;
}

/** How often this process has loaded a configuration. Each load imports the file again and opens another store. */
let calls = 0;

export async function importFrom<T>(
  file: string,
  pick: (module: Readonly<Record<string, unknown>>) => T | Promise<T>,
): Promise<T> {
  if (/\.m?ts$/.test(file) && !process.features.typescript) {
    const instead = basename(file).replace(/ts$/, "js");
    throw new ConfigError(
      "config/invalid",
      `Node ${process.versions.node} cannot read TypeScript by itself; run Node 22.23 or newer, or write ${instead}`,
    );
  }
  const { href } = pathToFileURL(file);
  const address = calls === 0 ? href : `${href}?call=${calls}`;
  calls += 1;
  try {
    return await pick(await import(address));
  } catch (error) {
    if (RelanceError.is(error)) throw placedError(file, error, placeIn(file, error)); // an error of relance explains the problem
    throw whyNotLoaded(file, error);
  }
}

function asConfig(exported: unknown, file: string): RelanceConfig {
  if (exported === undefined) {
    throw shapeError(file, "export the configuration as default or as config: export default defineConfig({ … })");
  }
  if (!isRecord(exported)) throw shapeError(file, "the export is not a configuration");
  if ("campaigns" in exported)
    throw shapeError(file, "export the result of defineConfig, not the gateway that createRelance opens");
  if (!isRecord(exported.store) || typeof exported.store.open !== "function") {
    throw missing(file, exported, "store", 'write store: sqliteStore({ file: "relance.db" })');
  }
  if (!isRecord(exported.providers))
    throw missing(file, exported, "providers", "write providers: { sms: { main: … } }");
  if (!isRecord(exported.security) || !Array.isArray(exported.security.signing)) {
    throw shapeError(file, "security.signing is not a list: write security: { signing: [process.env.RELANCE_SECRET] }");
  }
  return exported as unknown as RelanceConfig;
}

/** Refuses missing secrets with an error that mentions the `.env` file, which `createRelance` does not know. */
export function refuseUnset({ security: { signing: secrets } }: RelanceConfig): void {
  if (secrets.length === 0 || secrets.some((secret) => secret !== undefined)) return;
  throw new ConfigError(
    "config/secret-missing",
    "none of the secrets is set: set what security.signing names, such as RELANCE_SECRET, in the environment or in the .env next to the configuration; links could be forged without it",
  );
}

function missing(file: string, exported: object, name: string, advice: string): ConfigError {
  const misspelt = nearName(name, Object.keys(exported));
  if (misspelt === name) return shapeError(file, `${name} has the wrong type: ${advice}`);
  if (misspelt === undefined) return shapeError(file, `${name} is missing: ${advice}`);
  return shapeError(file, `no such key; did you mean ${name}?`, misspelt);
}

function shapeError(file: string, advice: string, path: string = ""): ConfigError {
  const problems = [placed(file, { path, advice })];
  return new ConfigError("config/invalid", "the configuration cannot be used", { problems });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Loads `.env`. Environment variables that are already set keep their values. */
function loadDotenv(folder: string, env: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(join(folder, ".env"), "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return;
    throw new ConfigError("config/invalid", ".env cannot be read; check its permissions", { cause });
  }
  for (const [name, value] of Object.entries(parseEnv(text))) env[name] ??= value;
}

function whyNotLoaded(file: string, error: unknown): ConfigError {
  return new ConfigError("config/invalid", `${basename(file)} cannot be loaded`, {
    problems: [{ file, ...placeIn(file, error), path: "", advice: advise(file, error) }],
    cause: error,
  });
}

/** Returns advice about a missing package: correct a misspelt name, or install the package. */
function remedyFor(missing: string, folder: string): string {
  const near = nearName(missing, relancePackages(folder));
  if (near !== undefined) return `did you mean ${near}?`;
  return missing === "relance" || missing.startsWith("@relance/")
    ? "relance is not on npm yet: npm install ../tarballs/*.tgz, all of its tarballs together"
    : `npm install ${missing}`;
}

function relancePackages(folder: string): readonly string[] {
  const modules = join(folder, "node_modules/@relance");
  if (existsSync(modules)) return ["relance", ...readdirSync(modules).map((name) => `@relance/${name}`)];
  return dirname(folder) === folder ? [] : relancePackages(dirname(folder));
}

function advise(file: string, error: unknown): string {
  if (!(error instanceof Error)) return "the file throws when it is loaded";
  const code = "code" in error ? error.code : undefined;
  const text = error.message.split("\n", 1)[0] ?? "";
  if (code === "ERR_MODULE_NOT_FOUND") {
    const missing = /^Cannot find package '([^']+)'/.exec(text)?.[1];
    return missing === undefined
      ? "a file that it imports does not exist; check the paths of its imports, with their endings"
      : `it imports ${missing}, which is not installed here: ${remedyFor(missing, dirname(file))}`;
  }
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return `${text}: Node takes types away and transforms nothing; write it without enums, namespaces and parameter properties`;
  }
  if (text.startsWith("Cannot use import statement outside a module")) {
    return 'its package.json says "type": "commonjs": name it relance.config.mts, or write "type": "module"';
  }
  return `${error.name}: ${text}`;
}

function placeIn(file: string, error: unknown): { readonly line?: number; readonly column?: number } {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const name of [pathToFileURL(file).href, file]) {
    const at = stack.indexOf(name);
    const [, line, column] =
      at < 0 ? [] : (/^(?:\?call=\d+)?:(\d+)(?::(\d+))?/.exec(stack.slice(at + name.length)) ?? []);
    if (line !== undefined) {
      return column === undefined ? { line: Number(line) } : { line: Number(line), column: Number(column) };
    }
  }
  return {};
}
