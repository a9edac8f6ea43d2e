import type { Command } from "commander";
import type { Opened, OpenedCampaign } from "./config/with-gateway.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";

/** What a command did; without a code, all is well. */
export type Worked = Promise<ExitCode | undefined>;
export type Action<A extends unknown[]> = (this: Command, ...args: A) => Promise<void>;

/** Runs a command's work and keeps the code that the shell is told. */
export interface Act {
  <A extends unknown[]>(work: (session: Session, ...args: A) => Worked): Action<A>;
  /** The same with the gateway of the project, which is closed whatever happens. */
  gateway<A extends unknown[]>(work: (opened: Opened, ...args: A) => Worked): Action<A>;
  /** The same with the campaign that the first argument names: its run of `--occurrence` and `--tenant`. */
  campaign<A extends unknown[]>(work: (opened: OpenedCampaign, ...args: A) => Worked): Action<[name: string, ...A]>;
}

/** What every file in `commands/` exports: a command that hands its arguments and options, as the parser read them, to `act`. */
export type CommandOf = (act: Act) => Command;
