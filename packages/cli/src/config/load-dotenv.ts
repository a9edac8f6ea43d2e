import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ConfigError } from "@relance/spec";

/**
 * Reads the `.env` beside the configuration, so that the secret that `relance init` wrote is found. What the
 * environment says already is never overwritten.
 * @throws {ConfigError} `config/invalid`
 */
export function loadDotenv(folder: string, env: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(join(folder, ".env"), "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return;
    throw new ConfigError("config/invalid", ".env cannot be read; check its permissions", { cause });
  }
  for (const [name, value] of Object.entries(parseEnv(text))) env[name] ??= value;
}
