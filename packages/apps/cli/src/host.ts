import type { Readable, Writable } from "node:stream";

export type Screen = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

export type Keyboard = Readable & { readonly isTTY?: boolean | undefined };

export type StopSignal = "SIGINT" | "SIGTERM";

export interface Signals {
  /** Calls `listener` for each signal, until the returned function is called. */
  on(listener: (signal: StopSignal) => void): () => void;
}

/** What a command needs from its process. The executable passes its own process; tests pass their own streams. */
export interface Host {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly stdin: Keyboard;
  /** The current folder, at which relative file names start. */
  readonly cwd: string;
  /** Reads campaigns, templates and audiences only from below the folder of the configuration. @default false */
  readonly isConfined?: boolean | undefined;
  /** Makes the relative paths of the process start in `folder`. If absent, they stay as they are. */
  readonly enter?: ((folder: string) => void) | undefined;
  /** The environment, which the project's `.env` completes; existing variables are never overwritten. */
  readonly env: Record<string, string | undefined>;
  readonly signals: Signals;
}

export interface Flags {
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}
