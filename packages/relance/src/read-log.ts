import type { LogLine } from "@relance/spec";

/** The interface that pino, bunyan and the console share: the facts of a line, then its name. */
interface Logger {
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

/** A logger, or a function that gets each line. */
export type Log = Logger | ((line: LogLine) => void);

/** Writes lines to a logger or function. */
export function logWriter(log: Log | undefined): ((line: LogLine) => void) | undefined {
  if (log === undefined || typeof log === "function") return log;
  return ({ level, event, facts = {} }) => log[level](facts, event);
}
