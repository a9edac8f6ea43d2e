import { createContext, Script } from "node:vm";

const script = new Script("work()");
let realm: { work?: () => unknown } | undefined;

/**
 * What a piece of work comes to, or `undefined` when it takes longer. Nothing in the work can hold the end up; watching over
 * it costs more than most work does.
 */
export function withinTime<T>(work: () => T, ms: number): T | undefined {
  realm ??= createContext({}) as { work?: () => unknown };
  let answer: { readonly value: T } | undefined;
  realm.work = () => {
    answer = { value: work() };
  };
  try {
    script.runInContext(realm, { timeout: ms });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
  return answer?.value;
}

function isTimeout(error: unknown): boolean {
  // an error of the other realm is no Error of this one
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
