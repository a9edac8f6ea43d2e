/** An array of numbers as PostgreSQL reads it: one parameter for a whole column of a batch. */
export function numbers(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

/** An array of texts as PostgreSQL reads it. */
export function texts(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? "NULL" : quoted(value))).join(",")}}`;
}

/** An array of byte strings as PostgreSQL reads it. */
export function byteStrings(values: readonly (Uint8Array | null)[]): string {
  return `{${values.map((bytes) => (bytes === null ? "NULL" : `"\\\\x${hexOf(bytes)}"`)).join(",")}}`;
}

function hexOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("hex");
}

const SPECIAL = /["\\]/;

function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `"${text}"`;
}
