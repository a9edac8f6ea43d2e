import type { Readable, Writable } from "node:stream";

/** A stream that may be a terminal. */
export type Screen = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

/** A keyboard, a file or a pipe. */
export type Keyboard = Readable & { readonly isTTY?: boolean | undefined };

/** Signals that ask a long-running command to stop. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** The source of stop signals. */
export interface Signals {
  /** Calls `listener` for each signal until the returned function is called. */
  on(listener: (signal: StopSignal) => void): () => void;
}

/** The environment of a command. The bin passes the process; tests pass their own streams. */
export interface Host {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly stdin: Keyboard;
  /** The current folder: relative file names start here. */
  readonly cwd: string;
  /** Reads campaigns, templates and audiences only below the folder of the configuration. @default false */
  readonly isConfined?: boolean | undefined;
  /** Makes relative paths of the process start in `folder`. Absent = they do not change. */
  readonly enter?: ((folder: string) => void) | undefined;
  /** Read and, from a project's `.env`, completed; never overwritten. */
  readonly env: Record<string, string | undefined>;
  readonly signals: Signals;
}

/** Options of every command. */
export interface Flags {
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}
