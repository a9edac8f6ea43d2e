import { ConfigError } from "@relance/spec";
import { instantOf } from "../scenario/numbers.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Cast } from "./cast.ts";

/**
 * A line about a provider that the campaign does not have would change nothing, and a bad day would be rehearsed as a
 * calm one.
 * @throws {ConfigError} `scenario/invalid` with every such line
 */
export function checkWeather(
  { carriers = {}, weather = [] }: Scenario,
  facts: { readonly cast: Cast; readonly startAt: number; readonly timezone: string | undefined },
): void {
  const { cast, startAt, timezone = "UTC" } = facts;
  const instances = Object.entries(cast).flatMap(([channel, names]) =>
    Object.keys(names).map((name) => `${channel}.${name}`),
  );
  const isUnknown = (name: string) => name.includes(".") && !instances.includes(name);
  const known = `the campaign has no such provider; known here are ${instances.join(", ")}`;
  const problems = [
    ...Object.keys(carriers).flatMap((name) => (isUnknown(name) ? [`carriers["${name}"]: ${known}`] : [])),
    ...weather.flatMap(({ provider = "first", from, until }, line) => {
      const place = `weather[${line}]`;
      const isOver =
        until !== undefined &&
        instantOf(until, startAt, timezone) <=
          (from === undefined ? startAt : instantOf(from, startAt, timezone));
      return [
        ...(isUnknown(provider) ? [`${place}.provider: ${known}`] : []),
        ...(isOver ? [`${place}.until: write a time after its beginning`] : []),
      ];
    }),
  ];
  if (problems.length === 0) return;
  throw new ConfigError("scenario/invalid", `the scenario cannot be used:\n${problems.join("\n")}`);
}
