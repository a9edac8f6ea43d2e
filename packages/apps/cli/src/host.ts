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

/** The process in which a command runs. The executable passes its own process; tests pass their own streams. */
export interface Host {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly stdin: Keyboard;
  readonly cwd: string;
  /** True if campaigns, templates and audiences must be inside the configuration's folder. @default false */
  readonly isConfined?: boolean | undefined;
  /** Changes the process's working directory; absent if it must stay. */
  readonly enter?: ((folder: string) => void) | undefined;
  /** Environment variables. The project's `.env` adds missing variables. */
  readonly env: Record<string, string | undefined>;
  readonly signals: Signals;
}

export interface Flags {
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}
