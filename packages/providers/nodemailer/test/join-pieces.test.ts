import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { joinPieces } from "../src/open-transport.ts";

/** Reads chunks as a socket does. An async iterator would join buffered chunks. */
async function piecesOf(stream: Readable): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  await finished(stream);
  return pieces;
}

describe("joining the pieces of a mail", () => {
  it("makes one piece of a small mail", async () => {
    const pieces = ["Subject: hi\r\n", "\r\n", "Hello", " Ada", "\r\n"].map((text) => Buffer.from(text));
    const joined = await piecesOf(joinPieces(Readable.from(pieces)));
    expect(joined.map(String)).toEqual(["Subject: hi\r\n\r\nHello Ada\r\n"]);
  });

  it("passes a large mail on in limited pieces, byte for byte", async () => {
    const pieces = Array.from({ length: 1_000 }, (_, n) => Buffer.alloc(97, n));
    const joined = await piecesOf(joinPieces(Readable.from(pieces)));
    expect(Buffer.concat(joined)).toEqual(Buffer.concat(pieces));
    expect(Math.max(...joined.map(({ length }) => length))).toBeLessThan(16_384 + 97);
    expect(joined.length).toBeLessThan(10);
  });

  it("fails if the body fails, so that no partial mail looks complete", async () => {
    const body = new PassThrough();
    const reading = buffer(joinPieces(body));
    body.write("Subject: hi\r\n");
    body.destroy(new Error("the template broke off"));
    await expect(reading).rejects.toThrow("broke off");
  });
});
