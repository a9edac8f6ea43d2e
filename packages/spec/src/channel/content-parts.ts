import type { Channel, ContentOf } from "./channels.ts";
import { channelOf } from "./registry.ts";

export interface ContentParts {
  /** The subject or title, with the member's name; absent if the channel has neither. */
  readonly head?: { readonly name: string; readonly text: string } | undefined;
  readonly body: string;
  readonly others: readonly (readonly [name: string, text: string])[];
}

/** Splits a content of any channel into its texts, without HTML and attachments. */
export function partsOf(channel: Channel, content: ContentOf<Channel>): ContentParts {
  const { headers = {}, body } = channelOf(channel).content;
  const members = content as unknown as Readonly<Record<string, unknown>>;
  const [name] = Object.entries(headers).find(([, { required }]) => required) ?? [];
  const others = Object.entries(members).flatMap(([member, value]): (readonly [string, string])[] => {
    if (member === name || member === body) return [];
    if (Object.hasOwn(headers, `${member}-*`)) return [[member, JSON.stringify(value)]];
    return Object.hasOwn(headers, member) ? [[member, textOf(value)]] : [];
  });
  const head = name === undefined ? undefined : { name, text: textOf(members[name]) };
  return { head, body: textOf(members[body]), others };
}

/** True if the vendor bills per segment, as for SMS. */
export function isBilledBySegments(channel: Channel | undefined): boolean {
  return channel !== undefined && channelOf(channel).content.segments === true;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
