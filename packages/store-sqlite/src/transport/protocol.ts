import {
  addChannels,
  type ChannelDescription,
  channelOf,
  describedChannels,
  isBuiltIn,
  StoreError,
  type StoreErrorCode,
} from "@relance/spec";
import type { SharedVerb } from "@relance/store";

export interface ThreadOptions {
  readonly file: string;
  readonly clock: SharedArrayBuffer | undefined;
  readonly singleWorker: boolean | undefined;
  /** The channels of the process, added when the thread starts. */
  readonly channels?: readonly ThreadChannel[] | undefined;
}

export interface Call {
  readonly id: number;
  readonly verb: SharedVerb | "open" | "close";
  readonly input: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown; readonly fault?: undefined }
  | { readonly id: number; readonly fault: Fault };

/** An error on its way between threads. */
export interface Fault {
  readonly code: StoreErrorCode | undefined;
  readonly message: string;
  readonly retryable: boolean;
  readonly cause: string | undefined;
}

export function toFault(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof StoreError)) {
    const stack = error instanceof Error ? error.stack : undefined;
    return { code: undefined, message, retryable: false, cause: stack };
  }
  const { code, retryable, cause } = error;
  return { code, message, retryable, cause: cause instanceof Error ? cause.message : undefined };
}

export function fromFault({ code, message, retryable, cause }: Fault): Error {
  if (code === undefined) return new Error(`the store failed: ${message}`, { cause });
  return new StoreError(code, message, { retryable, cause: cause === undefined ? undefined : new Error(cause) });
}

/** What a store needs of a channel, and a thread can be told: no functions. */
type ThreadChannel = Pick<ChannelDescription, "name" | "number" | "words" | "receipts" | "replies">;

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
