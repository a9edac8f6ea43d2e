import type { Flags, Host } from "../host.ts";
import { createRegion, type Region } from "./region.ts";

/**
 * How commands speak. Results go to stdout, as text or, with `--json`, as JSON lines; everything said *about* the work
 * goes to stderr, so that a pipe carries results only.
 */
export interface Output {
  readonly isJson: boolean;
  /** A recipient watches: bars may be drawn and questions asked. */
  readonly isTerminal: boolean;
  /** A result: `value` as one JSON line, or `text` for a recipient. */
  result(value: unknown, text: string): void;
  /** What long work says about itself on stdout: `text` on a terminal, `value` as one JSON line elsewhere. */
  event(value: unknown, text: string): void;
  /** Text for a recipient only; nothing with `--json`. */
  text(text: string): void;
  /** One JSON line, whatever the mode. */
  json(value: unknown): void;
  /** A remark on stderr; silent with `--quiet`. */
  note(text: string): void;
  /** What must not be missed, on stderr. */
  warn(text: string): void;
  /** Lines drawn over and over; whatever else is said appears above them. */
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
    event: (value, text) => say(stdout, stdout.isTTY === true && !isJson ? text : JSON.stringify(value)),
    text(text) {
      if (!isJson) say(stdout, text);
    },
    note(text) {
      if (flags.quiet !== true) say(stderr, text);
    },
    warn: (text) => say(stderr, text),
  };
}
