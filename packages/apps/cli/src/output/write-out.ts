import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConfigError } from "@relance/spec";
import { resolvePath } from "../campaign/read-values.ts";
import type { Screen } from "../host.ts";
import type { Session } from "../session.ts";

type Text = AsyncIterable<string> | Iterable<string>;

/** Writes text to the file `out`, or to stdout without `out`. */
export async function writeOut({ host, output }: Session, out: string | undefined, text: Text): Promise<void> {
  if (out === undefined) return writeAll(text, host.stdout);
  const file = createWriteStream(resolvePath(host, out));
  let isOurs = false;
  file.once("error", () => {
    isOurs = true;
  });
  try {
    await pipeline(Readable.from(inPieces(text)), file);
  } catch (cause) {
    if (!isOurs) throw cause; // the source of the text failed, and not the file
    throw new ConfigError("config/invalid", `--out: ${out} cannot be written`, { cause });
  }
  output.note(`wrote ${out}`);
}

/** Writes text, and waits until the reader has received it. A reader that stops early, such as `head`, is no error. */
export async function writeAll(text: Text, stdout: Screen): Promise<void> {
  try {
    await pipeline(Readable.from(inPieces(text)), stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  }
}

const PIECE = 65_536;

async function* inPieces(text: Text): AsyncIterable<string> {
  let piece = "";
  for await (const line of text) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
