import { type Readable, Transform } from "node:stream";

/** Size from which pieces are passed on, in bytes: what a stream buffers before it asks its source to wait. */
const ENOUGH_BYTES = 16_384;

/**
 * Joins the pieces that a mail is composed of, about ten for a text with its HTML.
 *
 * Each would be a write of its own: a system call, a TLS record and often a packet. Over TLS that is a fifth of
 * everything a mail costs. Failures of the body become failures of the result.
 */
export function joinPieces(body: Readable): Readable {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const take = (): Buffer => {
    const joined = Buffer.concat(pieces, bytes);
    pieces = [];
    bytes = 0;
    return joined;
  };
  const result = new Transform({
    transform(piece: Buffer, _, done) {
      pieces.push(piece);
      bytes += piece.length;
      done(null, bytes < ENOUGH_BYTES ? undefined : take());
    },
    flush: (done) => done(null, take()),
  });
  body.once("error", (error) => result.destroy(error));
  return body.pipe(result);
}
