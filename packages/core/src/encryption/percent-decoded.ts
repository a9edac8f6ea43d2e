const PERCENT = 0x25;

/** Bytes as they were before a form wrote them as `%40`; whatever is not so written stays. */
export function percentDecoded(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(PERCENT)) return bytes;
  const decoded = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const value = byte === PERCENT ? 16 * hexDigit(bytes[at + 1]) + hexDigit(bytes[at + 2]) : Number.NaN;
    if (!Number.isNaN(value)) at += 2;
    decoded[length++] = Number.isNaN(value) ? byte : value;
  }
  return decoded.subarray(0, length);
}

/** `NaN` = it is none. */
function hexDigit(code: number = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}
