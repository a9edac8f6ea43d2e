import { ConfigError, type DurationText, type Kept } from "@relance/spec";
import { parseDuration } from "../definition/duration.ts";

/**
 * How long after the deadline what is stored of people is kept, in milliseconds.
 * @throws {ConfigError} `config/invalid`
 */
export function readKept({
  contacts,
  bodies,
  raw,
}: { readonly [Class in keyof Kept]?: DurationText | undefined } = {}): Kept {
  return {
    contacts: keptFor("contacts", contacts),
    bodies: keptFor("bodies", bodies),
    raw: keptFor("raw", raw),
  };
}

function keptFor(name: string, duration: unknown): number | undefined {
  if (duration === undefined) return undefined;
  const ms = typeof duration === "string" ? parseDuration(duration) : undefined;
  if (ms === undefined) {
    const [path, advice] = [`retention.${name}`, "write a duration such as 90d"];
    throw new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
  }
  return ms;
}
