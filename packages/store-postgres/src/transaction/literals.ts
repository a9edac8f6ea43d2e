/** A column of values as PostgreSQL reads it: one parameter, whatever the batch. */
export function literalOf(values: readonly (number | string | Uint8Array | null)[]): string {
  return `{${values.map(elementOf).join(",")}}`;
}

const SPECIAL = /["\\]/;

function elementOf(value: number | string | Uint8Array | null): string | number {
  if (typeof value === "number") return value;
  if (value === null) return "NULL";
  if (typeof value !== "string")
    return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}"`;
  return SPECIAL.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : `"${value}"`;
}
