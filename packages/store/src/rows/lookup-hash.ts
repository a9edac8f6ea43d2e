/** Returns 48 bits of a digest or a provider's id (FNV-1a with two seeds), to look up, not to verify. */
export function lookupHash(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x01000193) ^ (high >>> 13);
  }
  return (low >>> 0) * 65_536 + (high & 0xffff);
}
