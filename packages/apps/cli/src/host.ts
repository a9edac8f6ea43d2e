import type { Readable, Writable } from "node:stream";

/** A stream that may be a recipient's terminal. */
export type Screen = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

/** A keyboard, a file or a pipe. */
export type Keyboard = Readable & { readonly isTTY?: boolean | undefined };

/** The signals that ask a long command to stop. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** Where stop signals come from. */
export interface Signals {
  /** Calls `listener` for each signal until the returned function is called. */
  on(listener: (signal: StopSignal) => void): () => void;
}

/** The world in which a command runs. The bin hands over the process; tests hand over their own streams. */
export interface Host {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly stdin: Keyboard;
  /** Where the recipient is: files that they name start here. */
  readonly cwd: string;
  /** Campaigns, templates and audiences are read below the folder of the configuration alone. @default false */
  readonly isConfined?: boolean | undefined;
  /** From now on relative paths of the process start in `folder`. Absent = they stay where they are. */
  readonly enter?: ((folder: string) => void) | undefined;
  /** Read and, by a project's `.env`, filled in; never overwritten. */
  readonly env: Record<string, string | undefined>;
  readonly signals: Signals;
}

/** Options that every command understands. */
export interface Flags {
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}
