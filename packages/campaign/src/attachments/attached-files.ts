/** Attached files in base64, by their path beside the campaign file. */
export type AttachedFiles = Readonly<Record<string, string>>;

/** The stored campaign carries them, and every process that works on it reads them: bytes of all files together. */
export const MAX_ATTACHED_BYTES = 262_144;

/** Bytes of what base64 holds. */
export function bytesOf(base64: string): number {
  return Buffer.byteLength(base64, "base64");
}

export function attachedPaths(value: string): readonly string[] {
  return value
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "");
}
