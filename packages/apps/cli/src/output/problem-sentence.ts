import { formatProblem, type Problem, type RelanceError } from "@relance/spec";

/** Returns an error's mistakes. The error may come from another copy of relance, so its class is not checked. */
export function readProblems(error: unknown): readonly Problem[] {
  const carries = typeof error === "object" && error !== null && "problems" in error;
  return carries && Array.isArray(error.problems) ? error.problems : [];
}

export function problemSentence(error: RelanceError): string {
  const [first] = readProblems(error);
  const message = error.message.split("\n", 1)[0] ?? "";
  if (first === undefined || message.includes(first.advice)) return message;
  return `${message}; ${formatProblem(first)}`;
}
