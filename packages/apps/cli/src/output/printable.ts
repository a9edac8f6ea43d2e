import { type Channel, channelOfProvider, getChannel } from "@relance/spec";

const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Removes control characters from text of other systems, which could otherwise control the terminal. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (char) => (char === "\n" || char === "\t" ? char : "\ufffd"));
}

export function onOneLine(text: string): string {
  const lines = printable(text).split("\n");
  return lines.flatMap((line, at) => (at === 0 ? line.trimEnd() : line.trim() || [])).join(" ");
}

/** Returns an address as text for output. For a push subscription or token, returns the name of its service. */
export function shownAddress(channel: Channel, address: string): string {
  return getChannel(channel).address.open === undefined ? address : mask(channel, address);
}

export function maskedReply<R extends { readonly provider: string; readonly from: string }>(reply: R): R {
  return { ...reply, from: mask(channelOfProvider(reply.provider) ?? "sms", reply.from) };
}

export function mask(channel: Channel, address: string): string {
  const { mask, hint = mask } = getChannel(channel).address;
  return hint(address);
}
