import { type ChannelDescription, describedChannels } from "@relance/spec";
import type * as z from "zod";

/** A key for each channel, those of the application included. */
export function byChannel<Type extends z.ZodType>(make: (channel: ChannelDescription) => Type): Record<string, Type> {
  return Object.fromEntries(describedChannels().map((channel) => [channel.name, make(channel)]));
}
