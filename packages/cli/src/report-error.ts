import { formatProblem, type Problem, RelanceError } from "@relance/spec";
import { printable } from "./output/printable.ts";
import { problemsOf } from "./output/problem-sentence.ts";
import type { Session } from "./session.ts";
import { isUsageError } from "./usage-error.ts";

/** Says on stderr what went wrong: a code and a sentence, then one line per mistake. The stack only with `--verbose`. */
export function reportError(session: Session, error: unknown): void {
  const { output, flags } = session;
  const problems = problemsOf(error);
  if (output.isJson) {
    output.warn(JSON.stringify({ error: { code: codeOf(error), message: messageOf(error), problems } }));
  } else {
    const code = RelanceError.is(error) ? error.code : "relance";
    output.warn(printable(`${code}: ${messageOf(error)}`));
    const untold = problems.filter((problem) => problems.length > 1 || !isTold(problem, messageOf(error)));
    for (const problem of untold) output.warn(printable(formatProblem(problem)));
  }
  if (flags.verbose === true) output.warn(stackOf(error));
  else if (!RelanceError.is(error) && !isUsageError(error)) output.note("--verbose shows where it happened");
}

/** The sentence says all that the mistake's own line would say. */
function isTold({ file = "", line, advice }: Problem, message: string): boolean {
  return line === undefined && message.includes(advice) && message.includes(file);
}

function codeOf(error: unknown): string {
  if (RelanceError.is(error)) return error.code;
  return isUsageError(error) ? "usage" : "unexpected";
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? text;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
