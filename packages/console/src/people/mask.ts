import type { ListedContact } from "@relance/spec";

const HIDDEN = "•••";

/** Enough of an address to tell two apart, and not enough to write to it. */
export function masked({ channel, address, barred }: ListedContact): ListedContact {
  return { channel, address: maskedAddress(channel, address), barred };
}

function maskedAddress(channel: ListedContact["channel"], address: string): string {
  if (channel === "push") return HIDDEN;
  const at = address.lastIndexOf("@");
  if (at > 0) return `${address.slice(0, 1)}${HIDDEN}@${HIDDEN}${address.slice(address.lastIndexOf("."))}`;
  return `${address.slice(0, 3)}${HIDDEN}${address.slice(-2)}`;
}
