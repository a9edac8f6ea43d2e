import { pathToFileURL } from "node:url";
import { ConfigError, type RelanceError } from "@relance/spec";
import { problemsOf } from "../output/problem-sentence.ts";

/** Turns what `import()` threw into a sentence with the line to look at. */
export function whyNotLoaded(file: string, error: unknown): ConfigError {
  return new ConfigError("config/invalid", "the configuration cannot be loaded", {
    problems: [{ file, ...placeIn(file, error), path: "", advice: advise(error) }],
    cause: error,
  });
}

/** A provider's own mistakes, such as `from`, with the line of the configuration that made it. */
export function placedError(file: string, error: RelanceError): RelanceError {
  const problems = problemsOf(error);
  if (problems.length === 0 || problems.some((problem) => problem.file !== undefined)) return error;
  const place = { file, ...placeIn(file, error) };
  const placed = problems.map((problem) => ({ ...place, ...problem }));
  return new ConfigError("config/invalid", error.message.split("\n", 1)[0] ?? "", {
    problems: placed,
    cause: error,
  });
}

function advise(error: unknown): string {
  if (!(error instanceof Error)) return "it throws when it is loaded";
  const code = "code" in error ? error.code : undefined;
  const text = error.message.split("\n", 1)[0] ?? "";
  if (code === "ERR_MODULE_NOT_FOUND") {
    const missing = /^Cannot find package '([^']+)'/.exec(text)?.[1];
    return missing === undefined
      ? "a file that it imports is not there; check the paths of its imports, with their endings"
      : `it imports ${missing}, which is not installed here: npm install ${missing}`;
  }
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return `${text}: Node takes types away and transforms nothing; write it without enums, namespaces and parameter properties`;
  }
  if (text.startsWith("Cannot use import statement outside a module")) {
    return 'its package.json says "type": "commonjs": name it relance.config.mts, or write "type": "module"';
  }
  return `${error.name}: ${text}`;
}

/** Line and column in the file itself: of the first frame there, or of the syntax error's own heading. */
function placeIn(file: string, error: unknown): { readonly line?: number; readonly column?: number } {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const name of [pathToFileURL(file).href, file]) {
    const at = stack.indexOf(name);
    const [, line, column] =
      at < 0 ? [] : (/^(?:\?call=\d+)?:(\d+)(?::(\d+))?/.exec(stack.slice(at + name.length)) ?? []);
    if (line !== undefined) {
      return column === undefined ? { line: Number(line) } : { line: Number(line), column: Number(column) };
    }
  }
  return {};
}
