import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Screen } from "../host.ts";

const PIECE = 65_536;

/** Waits for a slow reader; a reader that closes early (`| head`) ends the output without an error. */
export async function writeAll(lines: AsyncIterable<string> | Iterable<string>, stdout: Screen): Promise<void> {
  try {
    await pipeline(Readable.from(inPieces(lines)), stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  }
}

export async function* inPieces(lines: AsyncIterable<string> | Iterable<string>): AsyncIterable<string> {
  let piece = "";
  for await (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
