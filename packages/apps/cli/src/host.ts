import type { Readable, Writable } from "node:stream";

export type Screen = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

export type Keyboard = Readable & { readonly isTTY?: boolean | undefined };

export type StopSignal = "SIGINT" | "SIGTERM";

export interface Signals {
  /** Calls `listener` for each signal. The returned function ends the subscription. */
  on(listener: (signal: StopSignal) => void): () => void;
}

/** The process in which a command runs. The executable passes its real process; tests use other streams. */
export interface Host {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly stdin: Keyboard;
  readonly cwd: string;
  /** True if campaigns, templates and audiences must be inside the configuration's folder. @default false */
  readonly isConfined?: boolean | undefined;
  /** Changes the working directory of the process; absent if the working directory must not change. */
  readonly enter?: ((folder: string) => void) | undefined;
  /**
   * Environment variables. Environment variables. Environment variables. The project's `.env` adds missing variables.
   */
  readonly env: Record<string, string | undefined>;
  readonly signals: Signals;
}

export interface Flags {
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}
