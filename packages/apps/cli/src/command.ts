import type { Command } from "commander";
import type { Opened, OpenedCampaign } from "./config/with-gateway.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";

/** The exit code of a command; `undefined` means success. */
export type Worked = Promise<ExitCode | undefined>;
export type Action<A extends unknown[]> = (this: Command, ...args: A) => Promise<void>;

export interface Act {
  <A extends unknown[]>(work: (session: Session, ...args: A) => Worked): Action<A>;
  /** Like `act`, but opens the project's gateway first, and closes the gateway afterwards. */
  gateway<A extends unknown[]>(work: (opened: Opened, ...args: A) => Worked): Action<A>;
  /** Like `gateway`, but also finds the campaign by the first argument, `--occurrence` and `--tenant`. */
  campaign<A extends unknown[]>(work: (opened: OpenedCampaign, ...args: A) => Worked): Action<[name: string, ...A]>;
}

export type CommandOf = (act: Act) => Command;
