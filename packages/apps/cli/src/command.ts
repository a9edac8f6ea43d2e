import type { Command } from "commander";
import type { Opened, OpenedCampaign } from "./config/with-gateway.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";

/** The result of a command; without a code, it succeeded. */
export type Worked = Promise<ExitCode | undefined>;
export type Action<A extends unknown[]> = (this: Command, ...args: A) => Promise<void>;

/** Runs a command's work and stores its exit code. */
export interface Act {
  <A extends unknown[]>(work: (session: Session, ...args: A) => Worked): Action<A>;
  /** Like `act`, with the project's gateway, which is always closed. */
  gateway<A extends unknown[]>(work: (opened: Opened, ...args: A) => Worked): Action<A>;
  /** Like `gateway`, with the campaign of the first argument, `--occurrence` and `--tenant`. */
  campaign<A extends unknown[]>(work: (opened: OpenedCampaign, ...args: A) => Worked): Action<[name: string, ...A]>;
}

/** The export of every file in `commands/`: a command that passes its arguments and options, as parsed, to `act`. */
export type CommandOf = (act: Act) => Command;
