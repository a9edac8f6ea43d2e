import { ConfigError } from "@relance/spec";

/**
 * The origin at which browsers reach the console, as they write it.
 * @throws {ConfigError} `config/invalid`
 */
export function readOrigin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === undefined || !isWeb || url.href !== `${url.origin}/`) {
    throw new ConfigError(
      "config/invalid",
      "console: origin: write scheme, host and port alone, such as https://relance.example.org",
    );
  }
  return url.origin;
}
