import { type Duration, parseDuration } from "@relance/spec";
import { invalid } from "./signed-poster.ts";

/** Reads a duration of a call, in milliseconds. @throws {ConfigError} `config/invalid` */
export function readMs<T extends Duration | undefined>(path: string, text: T): T extends undefined ? undefined : number;
export function readMs(path: string, text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const ms = typeof text === "string" ? parseDuration(text) : undefined;
  if (ms === undefined) throw invalid(path, "write a duration such as 10s, 15m or 90d");
  return ms;
}
