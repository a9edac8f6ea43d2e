import { Readable, Writable } from "node:stream";
import type { Screen } from "../../src/host.ts";
import { createOutput, type Output } from "../../src/output/output.ts";

/** A terminal of 80 columns that records its output. */
export function screen(isTTY = true): { readonly screen: Screen; text(): string } {
  let text = "";
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { screen: Object.assign(stream, { isTTY, columns: 80 }), text: () => text };
}

/** An output that records its JSON lines. */
export function record(): { readonly output: Output; readonly lines: readonly unknown[] } {
  const stdout = screen(false);
  const host = {
    stdout: stdout.screen,
    stderr: screen(false).screen,
    stdin: Readable.from([]),
    cwd: "",
    env: {},
    signals: { on: () => () => {} },
  };
  const output = createOutput(host, { json: true });
  return {
    output,
    get lines() {
      return stdout
        .text()
        .split("\n")
        .filter(Boolean)
        .map((line): unknown => JSON.parse(line));
    },
  };
}
