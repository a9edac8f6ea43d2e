import type { LogLine } from "@relance/spec";

/** The logger interface of pino, bunyan and the console: an object with the facts, then the name of the line. */
interface Logger {
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

/** A logger, or a function that is called with each log line. */
export type Log = Logger | ((line: LogLine) => void);

export function logWriter(log: Log | undefined): ((line: LogLine) => void) | undefined {
  if (log === undefined || typeof log === "function") return log;
  return ({ level, event, facts = {} }) => log[level](facts, event);
}
