import { Readable, Writable } from "node:stream";
import { type Host, main } from "@relance/cli";

/** What a command wrote. */
export interface Ran {
  readonly code: number;
  /** The lines of its answer, each a JSON object. */
  readonly lines: readonly unknown[];
  /** What it says beside, such as why it failed. */
  readonly notes: string;
}

/** Runs one command of relance in this process, as `relance --json` runs it: the configuration, its masks and its sentences. */
export async function runCommand(words: readonly string[]): Promise<Ran> {
  const stdout = collector();
  const stderr = collector();
  const host: Host = {
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin: Readable.from([]),
    cwd: STARTED_IN,
    enter: (folder) => process.chdir(folder),
    env: process.env,
    signals: { on: () => () => {} },
  };
  const code = await main(words, host);
  const lines = stdout.text().split("\n").filter(Boolean);
  return { code, lines: lines.map((line): unknown => JSON.parse(line)), notes: stderr.text().trim() };
}

/** A configuration moves the process to its folder; files that a caller names start here all the same. */
const STARTED_IN = process.cwd();

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join("") };
}
