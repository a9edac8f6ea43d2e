import type { Channel, Message, Provider } from "@relance/spec";

/** Something that hands messages over, to be measured. */
export interface Contender {
  readonly name: string;
  /** Messages a second that are expected of it; absent = it only stands beside another for comparison. */
  readonly aim?: number;
  /** Messages on the wire at once. */
  readonly atOnce: number;
  /** Hands over the message of that number. */
  send(n: number): Promise<unknown>;
  close?(): Promise<void>;
}

/** One of our providers, called as the engine calls it: a signal of its own for every message. */
export function ours<C extends Channel>(
  name: string,
  provider: Provider<C>,
  aim: number | undefined,
  message: (n: number) => Message<C>,
): Contender {
  return {
    name,
    atOnce: provider.concurrency ?? 32,
    ...(aim === undefined ? {} : { aim }),
    send: (n) => provider.send(message(n), { signal: new AbortController().signal }),
    close: async () => provider.close?.(),
  };
}
