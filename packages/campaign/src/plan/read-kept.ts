import {
  type CampaignRetention,
  ConfigError,
  type DurationText,
  type Kept,
  type PlanKept,
  parseDuration,
} from "@relance/spec";
import { durationMs } from "../definition/duration.ts";

/** Returns how long recipients' data is kept after the deadline, in ms. @throws {ConfigError} `config/invalid` */
export function readKept({
  contacts,
  bodies,
  raw,
}: { readonly [Class in keyof Kept]?: DurationText | undefined } = {}): Kept {
  return { contacts: keptFor("contacts", contacts), bodies: keptFor("bodies", bodies), raw: keptFor("raw", raw) };
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

export function planKept({ contacts, bodies, raw, reason }: CampaignRetention): PlanKept {
  return {
    ...(contacts === undefined ? {} : { contacts: durationMs(contacts) }),
    ...(bodies === undefined ? {} : { bodies: durationMs(bodies) }),
    ...(raw === undefined ? {} : { raw: durationMs(raw) }),
    ...(reason === undefined ? {} : { isLonger: true }),
  };
}
