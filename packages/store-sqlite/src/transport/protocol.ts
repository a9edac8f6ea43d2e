import {
  addChannels,
  type ChannelDescription,
  describedChannels,
  getChannel,
  isBuiltIn,
  StoreError,
  type StoreErrorCode,
} from "@relance/spec";
import type { SharedVerb } from "@relance/store";

export interface ThreadOptions {
  readonly file: string;
  readonly clock: SharedArrayBuffer | undefined;
  readonly singleWorker: boolean | undefined;
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

/** The parts of a channel that the store needs, without its functions. */
type ThreadChannel = Pick<ChannelDescription, "name" | "number" | "words" | "receipts" | "replies">;

export function threadChannels(): readonly ThreadChannel[] {
  return describedChannels().map(({ name, number, words, receipts, replies }) => {
    return { name, number, words, receipts, replies };
  });
}

/** Registers channels in the store's thread. Other threads parse the addresses. */
export function learnChannels(channels: readonly ThreadChannel[] = []): void {
  const { address, content } = getChannel("push");
  const bare = { ...address, destination: undefined };
  addChannels(
    channels.filter(({ name }) => !isBuiltIn(name)).map((channel) => ({ ...channel, address: bare, content })),
  );
}
