import type { Channel, ContentOf } from "./channels.ts";
import { channelOf } from "./registry.ts";

/** The texts of a message, as a recipient reads them. */
export interface ContentParts {
  /** What it is about, such as a subject or a title, by its name; absent where the channel has none. */
  readonly head?: { readonly name: string; readonly text: string } | undefined;
  readonly body: string;
  /** The other lines of its head, by name. */
  readonly others: readonly (readonly [name: string, text: string])[];
}

/** Takes a content apart, whatever its channel. HTML and attachments are left out. */
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

/** The vendor bills its messages by segments, as SMS. */
export function isBilledBySegments(channel: Channel | undefined): boolean {
  return channel !== undefined && channelOf(channel).content.segments === true;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
