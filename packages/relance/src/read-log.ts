import { ConfigError, type LogLine } from "@relance/spec";

/** The common interface of pino, bunyan and the console: the facts of a line, then its name. */
interface Logger {
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

/** A logger, or a function that gets each line. */
export type Log = Logger | ((line: LogLine) => void);

/** @throws {ConfigError} `config/invalid` */
export function readLog(log: Log | undefined): ((line: LogLine) => void) | undefined {
  if (log === undefined || typeof log === "function") return log;
  for (const level of ["info", "warn", "error"] as const) {
    if (typeof log?.[level] === "function") continue;
    throw new ConfigError("config/invalid", "observe.log: write a logger such as pino(), or a function of a line");
  }
  return ({ level, event, facts = {} }) => log[level](facts, event);
}
