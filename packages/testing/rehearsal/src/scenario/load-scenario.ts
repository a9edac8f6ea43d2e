import { readdirSync, readFileSync } from "node:fs";
import { readYaml } from "@relance/campaign";
import { ConfigError, formatProblem, meant } from "@relance/spec";
import { SCENARIO_FOLDER } from "../scenario-folder.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioShape } from "./scenario-schema.ts";

const ENDING = ".scenario.yaml";

/** Names of the scenarios that relance contains. */
export function scenarioNames(): readonly string[] {
  return readdirSync(SCENARIO_FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}

/**
 * Loads a scenario by the name of one of relance's scenarios, or by the path of a file.
 * @throws {ConfigError} `config/not-found`, `scenario/invalid` with every mistake
 */
export function loadScenario(nameOrFile: string): Scenario {
  if (scenarioNames().includes(nameOrFile)) {
    return parseScenario(readFileSync(new URL(nameOrFile + ENDING, SCENARIO_FOLDER), "utf8"), nameOrFile);
  }
  if (!/[./\\]/.test(nameOrFile)) {
    throw new ConfigError(
      "config/not-found",
      `there is no scenario ${nameOrFile}; ${meant(nameOrFile, scenarioNames(), `write the path of a file, or one of ${scenarioNames().join(", ")}`)}`,
    );
  }
  let source: string;
  try {
    source = readFileSync(nameOrFile, "utf8");
  } catch (cause) {
    throw new ConfigError("config/not-found", `${nameOrFile}: there is no such scenario file`, { cause });
  }
  return parseScenario(source, nameOrFile);
}

/**
 * Parses the text of a scenario file.
 * @throws {ConfigError} `scenario/invalid` with every mistake, each with line, column and advice
 */
export function parseScenario(source: string, file: string): Scenario {
  const { value, problems } = readYaml(source, file, scenarioShape());
  if (value !== undefined) return value;
  const lines = problems.map(formatProblem).join("\n");
  throw new ConfigError("scenario/invalid", `the scenario cannot be used:\n${lines}`, { problems });
}
