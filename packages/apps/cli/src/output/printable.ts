import { type Channel, channelOf, channelOfProvider } from "@relance/spec";

const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text of others as one may show it: no control characters, so that a name cannot move the cursor or colour the screen. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (char) => (char === "\n" || char === "\t" ? char : "\ufffd"));
}

/** The same on one line, with its indentation. */
export function onOneLine(text: string): string {
  const lines = printable(text).split("\n");
  return lines.flatMap((line, at) => (at === 0 ? line.trimEnd() : line.trim() || [])).join(" ");
}

/** The address as a developer reads it; of one that no person writes, what it is of. */
export function shownAddress(channel: Channel, address: string): string {
  return channelOf(channel).address.open === undefined ? address : mask(channel, address);
}

/** A reply without the address that it came from. */
export function maskedReply<R extends { readonly provider: string; readonly from: string }>(reply: R): R {
  return { ...reply, from: mask(channelOfProvider(reply.provider) ?? "sms", reply.from) };
}

/** Enough of an address to recognise it, too little to use it. */
export function mask(channel: Channel, address: string): string {
  const { mask, hint = mask } = channelOf(channel).address;
  return hint(address);
}
