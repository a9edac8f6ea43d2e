import { ConfigError, formatProblem, type Problem } from "@relance/spec";

export function invalidCampaign(problems: readonly Problem[]): ConfigError {
  const lines = problems.map(formatProblem).join("\n");
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  return new ConfigError("campaign/invalid", `the campaign has ${count}:\n${lines}`, { problems });
}
