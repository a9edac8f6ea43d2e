import type { Channel } from "@relance/spec";

const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text of others as one may show it: no control characters, so that a name cannot move the cursor or colour the screen. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (char) => (char === "\n" || char === "\t" ? char : "\ufffd"));
}

/** The same on one line. */
export function onOneLine(text: string): string {
  return printable(text).replace(/\s*\n\s*/g, " ");
}

/** Enough of an address to recognise it, too little to use it. */
export function mask(channel: Channel, address: string): string {
  if (channel === "push") return URL.parse(endpointOf(address))?.host ?? "push subscription";
  const at = address.lastIndexOf("@");
  if (channel === "email" && at > 0) return `${address.slice(0, 1)}…${address.slice(at)}`;
  return `${address.slice(0, 3)}…${address.slice(-2)}`;
}

function endpointOf(subscription: string): string {
  try {
    const parsed: unknown = JSON.parse(subscription);
    if (typeof parsed === "object" && parsed !== null && "endpoint" in parsed) return String(parsed.endpoint);
  } catch {
    // not a subscription: named by its kind alone
  }
  return "";
}
