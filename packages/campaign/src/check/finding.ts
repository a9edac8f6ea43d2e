import { nearName, type Problem } from "@relance/spec";

/** The keys and positions that lead to a value of the campaign, such as `["steps", 0, "wait"]`. */
export type Path = readonly (string | number)[];

/** A place in a file, from 1. */
export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** One mistake whose place in the campaign's text is not known yet. */
export interface Finding {
  readonly path: Path;
  readonly advice: string;
  /** Whether the key is wrong, instead of its value. @default "value" */
  readonly target?: "key" | "value";
  /** Set if the mistake is in another file, such as a template. */
  readonly place?: Place | undefined;
}

/** Returns a path in the form that operators know, such as `steps[0].wait`. */
export function pathText(path: Path): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** Returns the finding as operators read it; `locate` returns its place in the campaign file. */
export function toProblem(finding: Finding, locate: (finding: Finding) => Place): Problem {
  const { file, line, column } = finding.place ?? locate(finding);
  return { file, line, column, path: pathText(finding.path), advice: finding.advice };
}

const SHOWN = 12;

/** Advice for an unknown column: the most similar column, or the list of columns. */
export function nearColumn(name: string, columns: readonly string[]): string {
  const near = nearName(name, columns);
  if (near !== undefined) return `the audience has no column ${name}; did you mean ${near}?`;
  const rest = columns.length > SHOWN ? ", …" : "";
  return `the audience has no column ${name}; it has ${columns.slice(0, SHOWN).join(", ")}${rest}`;
}
