import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConfigError } from "@relance/spec";
import { pathOf } from "../campaign/read-values.ts";
import { inPieces } from "../export/write-all.ts";
import type { Session } from "../session.ts";

export async function writeOut(
  { host, output }: Session,
  out: string,
  text: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const file = createWriteStream(pathOf(host, out));
  let isOurs = false;
  file.once("error", () => {
    isOurs = true;
  });
  try {
    await pipeline(Readable.from(inPieces(text)), file);
  } catch (cause) {
    if (!isOurs) throw cause; // the content could not be read
    throw new ConfigError("config/invalid", `--out: ${out} cannot be written`, { cause });
  }
  output.note(`wrote ${out}`);
}
