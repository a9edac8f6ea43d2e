import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LoadedConfig } from "../config/load-config.ts";
import { counted } from "../output/wording.ts";
import { deliveryText } from "../start/start-file.ts";
import { isLoopback } from "../worker/listening.ts";
import { type Diagnosis, fail, ok, warn } from "./diagnosis.ts";

const MIN_SECRET_LENGTH = 16;
/** Read or written by anybody but the owner. */
const OTHERS = 0o077;

/** What the configuration says, before anything is opened. */
export function lookAtConfig({ file, config }: LoadedConfig): readonly Diagnosis[] {
  return [
    secrets(config.secrets),
    ...dotenv(dirname(file)),
    publicUrl(config.publicUrl),
    config.delivery === "live"
      ? ok("delivery", deliveryText(config.delivery))
      : warn("delivery", deliveryText(config.delivery)),
    api(config.security?.apiTokens ?? []),
  ];
}

function api(tokens: readonly string[]): Diagnosis {
  if (tokens.length === 0) return ok("api", "off; set security.apiTokens to open it");
  return ok("api", counted(tokens.length, "token", "tokens"));
}

function secrets(given: readonly (string | undefined)[]): Diagnosis {
  const set = given.filter((secret) => secret !== undefined);
  if (set.length === 0) {
    return fail(
      "secrets",
      "none is set; is RELANCE_SECRET in the environment, or in the .env beside the configuration?",
    );
  }
  if (set.some((secret) => secret.length < MIN_SECRET_LENGTH)) {
    return fail("secrets", `one is shorter than ${MIN_SECRET_LENGTH} characters: links could be forged`);
  }
  return ok("secrets", counted(set.length, "secret", "secrets"));
}

function dotenv(folder: string): Diagnosis[] {
  const found = statSync(join(folder, ".env"), { throwIfNoEntry: false });
  if (found === undefined || process.platform === "win32") return [];
  return (found.mode & OTHERS) === 0
    ? [ok(".env", "readable by its owner only")]
    : [warn(".env", "others on this machine may read it: chmod 600 .env")];
}

function publicUrl(address: string | undefined): Diagnosis {
  if (address === undefined) return warn("publicUrl", "missing: no links in messages, no receipts, no replies");
  const url = URL.parse(address);
  if (url === null) return fail("publicUrl", "not an address; write one such as https://notify.example.org/relance");
  if (isLoopback(url.hostname)) return warn("publicUrl", `${address} is known to this machine only`);
  if (url.protocol !== "https:") return fail("publicUrl", `${address}: write https, links carry what confirms`);
  return ok("publicUrl", address);
}
