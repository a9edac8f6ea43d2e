import { ConfigError, formatProblem, meant, type Problem } from "@relance/spec";

export type Path = readonly (string | number)[];

export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface Finding {
  readonly path: Path;
  readonly advice: string;
  /** Whether the key is wrong, or its value. @default "value" */
  readonly target?: "key" | "value";
  readonly place?: Place | undefined;
}

export function pathText(path: Path): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

export function toProblem(finding: Finding, locate?: (finding: Finding) => Place): Problem {
  const { file, line, column } = finding.place ?? locate?.(finding) ?? {};
  return { file, line, column, path: pathText(finding.path), advice: finding.advice };
}

const SHOWN = 12;

export function nearColumn(name: string, columns: readonly string[]): string {
  const all = `it has ${columns.slice(0, SHOWN).join(", ")}${columns.length > SHOWN ? ", …" : ""}`;
  return `the audience has no column ${name}; ${meant(name, columns, all)}`;
}

export function invalidCampaign(problems: readonly Problem[]): ConfigError {
  const lines = problems.map(formatProblem).join("\n");
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  return new ConfigError("campaign/invalid", `the campaign has ${count}:\n${lines}`, { problems });
}
