import type { Flags, Host } from "../host.ts";
import { createRegion, type Region } from "./region.ts";

/** The output of a command. Prints results on stdout, and progress and remarks on stderr. */
export interface Output {
  readonly isJson: boolean;
  readonly isTerminal: boolean;
  result(value: unknown, text: string): void;
  text(text: string): void;
  json(value: unknown): void;
  /** Prints a remark on stderr, unless `--quiet` is set. */
  note(text: string): void;
  warn(text: string): void;
  readonly region: Region;
}

export function createOutput(host: Host, flags: Flags): Output {
  const { stdout, stderr } = host;
  const isJson = flags.json === true;
  const region = createRegion(stdout);

  function say(stream: typeof stdout, text: string): void {
    region.clear();
    stream.write(`${text}\n`);
  }

  return {
    isJson,
    isTerminal: stdout.isTTY === true && !isJson,
    region,
    json: (value) => say(stdout, JSON.stringify(value)),
    result: (value, text) => say(stdout, isJson ? JSON.stringify(value) : text),
    text(text) {
      if (!isJson) say(stdout, text);
    },
    note(text) {
      if (flags.quiet !== true) say(stderr, text);
    },
    warn: (text) => say(stderr, text),
  };
}
