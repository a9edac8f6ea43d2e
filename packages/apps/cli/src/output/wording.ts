import { type Channel, type ContentOf, contentParts, type KeptAttachment, type RetainMs } from "@relance/spec";
import { onOneLine } from "./printable.ts";

const GROUPS = new Intl.NumberFormat("en");

export function numberText(value: number): string {
  return GROUPS.format(value);
}

/** Returns text such as `1 row` or `2 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${numberText(value)} ${value === 1 ? one : many}`;
}

/** Returns messages per second with up to three digits, such as `40/s` or `0.333/s`. */
export function rateText(perSecond: number | undefined): string {
  return `${Number((perSecond ?? 0).toPrecision(3))}/s`;
}

export function campaignLabel(campaign: { readonly name: string; readonly occurrence: string }): string {
  return onOneLine(campaign.occurrence === "" ? campaign.name : `${campaign.name} ${campaign.occurrence}`);
}

export function attachmentText({ filename, contentType, bytes }: KeptAttachment): string {
  const facts = [...(contentType === undefined ? [] : [contentType]), counted(bytes, "byte")];
  return `attached: ${filename} (${facts.join(", ")})`;
}

/** Returns a message as text, such as `Subject: …` followed by the body and the names of the attachments. */
export function contentText(channel: Channel, content: unknown): string {
  if (typeof content !== "object" || content === null) return String(content);
  const { head, body, others } = contentParts(channel, content as ContentOf<Channel>);
  const { attachments = [] } = content as { readonly attachments?: readonly KeptAttachment[] };
  return [
    ...(head === undefined ? [] : [`${head.name.charAt(0).toUpperCase()}${head.name.slice(1)}: ${head.text}`, ""]),
    body,
    ...others.map(([name, text]) => `${name}: ${text}`),
    ...attachments.map(attachmentText),
  ].join("\n");
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Returns a duration in at most two units, such as `3 d 4 h`, `5 min` or `12 s`. */
export function durationText(ms: number): string {
  if (ms < MINUTE_MS) return `${numberText(Math.round(ms / 1_000))} s`;
  const units = [
    [DAY_MS, "d", HOUR_MS, "h"],
    [HOUR_MS, "h", MINUTE_MS, "min"],
    [MINUTE_MS, "min", 1_000, "s"],
  ] as const;
  const [large, name, small, smallName] = units.find(([unit]) => ms >= unit) ?? units[2];
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${name}${rest === 0 ? "" : ` ${rest} ${smallName}`}`;
}

export function keptText(kept: RetainMs): string | undefined {
  const told = (["contacts", "bodies", "raw"] as const).flatMap((name) => {
    const ms = kept[name];
    return ms === undefined ? [] : [`${name} ${lengthText(ms)}`];
  });
  return told.length === 0 ? undefined : told.join(", ");
}

function lengthText(ms: number): string {
  if (ms % DAY_MS === 0) return `${ms / DAY_MS}d`;
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : `${Math.round(ms / 60_000)}m`;
}
