/** What a store keeps of one leaf: which event it is of, and the commitment, which nobody can make again once the salt is gone. */
export interface SealedEntry {
  readonly event: number;
  readonly commitment: string | undefined;
}

const NUMBER = 8;
const WIDTH = NUMBER + 32;

/** Forty bytes a leaf. */
export function packContent(entries: readonly SealedEntry[]): Uint8Array {
  const bytes = Buffer.alloc(entries.length * WIDTH);
  entries.forEach(({ event, commitment }, place) => {
    bytes.writeBigUInt64BE(BigInt(event), place * WIDTH);
    if (commitment !== undefined) bytes.write(commitment, place * WIDTH + NUMBER, "base64url");
  });
  return bytes;
}

/** What {@link packContent} packed. */
export function unpackContent(content: Uint8Array): SealedEntry[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: bytes.length / WIDTH }, (_, place) => {
    const digest = bytes.subarray(place * WIDTH + NUMBER, (place + 1) * WIDTH);
    const commitment = digest.some((byte) => byte !== 0) ? digest.toString("base64url") : undefined;
    return { event: Number(bytes.readBigUInt64BE(place * WIDTH)), commitment };
  });
}
