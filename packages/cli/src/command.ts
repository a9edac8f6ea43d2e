import type { Command } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";

/** Runs a command's work and keeps the code that the shell is told. */
export type Act = <A extends unknown[]>(
  work: (session: Session, ...args: A) => Promise<ExitCode>,
) => (this: Command, ...args: A) => Promise<void>;

/** What every file in `commands/` exports: a command that hands its arguments and options, as the parser read them, to `act`. */
export type CommandOf = (act: Act) => Command;
