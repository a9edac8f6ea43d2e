import { Readable, Writable } from "node:stream";
import type { Host, Keyboard, Screen, StopSignal } from "../../src/host.ts";
import { main } from "../../src/main.ts";

/** The output and the exit code of a command. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Returns the lines of stdout, parsed as JSON. */
  json<T = Record<string, unknown>>(): T[];
}

export interface CliOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  /** Whether stdin and stdout are a terminal. @default false */
  readonly isTerminal?: boolean;
}

export interface Running {
  readonly done: Promise<CliResult>;
  signal(name: StopSignal): void;
  stdout(): string;
  stderr(): string;
}

/** Runs one command line in this process with its own streams. */
export function startCli(argv: readonly string[], options: CliOptions = {}): Running {
  const { cwd = process.cwd(), isTerminal = false } = options;
  const stdout = collect(isTerminal);
  const stderr = collect(isTerminal);
  const listeners = new Set<(signal: StopSignal) => void>();
  const host: Host = {
    cwd,
    stdout: stdout.screen,
    stderr: stderr.screen,
    stdin: keyboard(options.stdin ?? "", isTerminal),
    env: process.env,
    signals: {
      on(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
  const done = main(argv, host).then((code) => ({
    code,
    stdout: stdout.text(),
    stderr: stderr.text(),
    json: <T>() =>
      stdout
        .text()
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line): T => JSON.parse(line)),
  }));
  return {
    done,
    stdout: stdout.text,
    stderr: stderr.text,
    signal: (name) => {
      for (const listener of listeners) listener(name);
    },
  };
}

export async function cli(argv: readonly string[], options?: CliOptions): Promise<CliResult> {
  return await startCli(argv, options).done;
}

function collect(isTTY: boolean): { readonly screen: Screen; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return {
    screen: Object.assign(stream, { isTTY, columns: 80 }),
    text: () => Buffer.concat(chunks).toString(),
  };
}

function keyboard(text: string, isTTY: boolean): Keyboard {
  return Object.assign(Readable.from(text === "" ? [] : [Buffer.from(text)]), { isTTY });
}
