import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError, RelanceError } from "@relance/spec";
import type { GatewayConfig } from "relance";
import type { Session } from "../session.ts";
import { findConfig } from "./find-config.ts";
import { loadDotenv } from "./load-dotenv.ts";
import { placedError, whyNotLoaded } from "./why-not-loaded.ts";

export interface LoadedConfig {
  readonly file: string;
  readonly config: GatewayConfig;
}

/**
 * Loads `relance.config.ts` as it is: Node takes the types away by itself. The default export counts, or one named
 * `gateway`.
 * @throws {ConfigError} `config/not-found`, `config/invalid`, and what the configuration itself throws
 */
export async function loadConfig(
  session: Session,
  named: string | undefined = session.flags.config,
  option?: string,
): Promise<LoadedConfig> {
  const file = findConfig(session.host.cwd, named, option);
  loadDotenv(dirname(file), session.host.env);
  if (/\.m?ts$/.test(file) && !process.features.typescript) {
    throw new ConfigError(
      "config/invalid",
      `Node ${process.versions.node} cannot read TypeScript by itself; run Node 22.23 or newer, or write the configuration as relance.config.js`,
    );
  }
  const exported = await importConfig(file);
  return { file, config: asConfig(exported, file) };
}

/** Calls of this process so far: each reads the file as it is now, and gets a store of its own. */
let calls = 0;

async function importConfig(file: string): Promise<unknown> {
  const { href } = pathToFileURL(file);
  const address = calls === 0 ? href : `${href}?call=${calls}`;
  calls += 1;
  try {
    const module: Record<string, unknown> = await import(address);
    return await (module.default ?? module.gateway);
  } catch (error) {
    if (RelanceError.is(error)) throw placedError(file, error); // a provider's or store's own sentence is the better one
    throw whyNotLoaded(file, error);
  }
}

function asConfig(exported: unknown, file: string): GatewayConfig {
  if (exported === undefined) {
    throw shapeError(file, "export the configuration as default or as gateway: export default defineGateway({ … })");
  }
  if (!isRecord(exported)) throw shapeError(file, "what it exports is not a configuration");
  if ("campaigns" in exported) {
    throw shapeError(file, "export what defineGateway gives, not the gateway that createGateway opens");
  }
  if (!isRecord(exported.store) || typeof exported.store.open !== "function") {
    throw shapeError(file, 'store is missing: write store: sqliteStore({ file: "relance.db" })');
  }
  if (!isRecord(exported.providers)) {
    throw shapeError(file, "providers is missing: write providers: { sms: { main: … } }");
  }
  if (!Array.isArray(exported.secrets)) {
    throw shapeError(file, "secrets is missing: write secrets: [process.env.RELANCE_SECRET]");
  }
  return exported as unknown as GatewayConfig;
}

function shapeError(file: string, advice: string): ConfigError {
  return new ConfigError("config/invalid", "the configuration cannot be used", {
    problems: [{ file, path: "", advice }],
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
