import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Screen } from "../host.ts";

/** Waits for a slow reader; a reader who has seen enough (`| head`) ends it well. */
export async function writeAll(lines: Readable, stdout: Screen): Promise<void> {
  try {
    await pipeline(lines, stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  }
}
