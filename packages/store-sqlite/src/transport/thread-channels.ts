import { addChannels, type ChannelDescription, channelOf, describedChannels, isBuiltIn } from "@relance/spec";

/** What a store needs of a channel, and a thread can be told: no functions. */
export type ThreadChannel = Pick<ChannelDescription, "name" | "number" | "words" | "receipts" | "replies">;

/** The channels of this process, for the thread that starts now. */
export function threadChannels(): readonly ThreadChannel[] {
  return describedChannels().map(({ name, number, words, receipts, replies }) => {
    return { name, number, words, receipts, replies };
  });
}

/** Makes them known in the thread. Addresses are read, and their destinations told, outside of it. */
export function learnChannels(channels: readonly ThreadChannel[] = []): void {
  const { address, content } = channelOf("push");
  const bare = { ...address, destination: undefined };
  addChannels(
    channels.filter(({ name }) => !isBuiltIn(name)).map((channel) => ({ ...channel, address: bare, content })),
  );
}
