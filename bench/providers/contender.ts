import type { Channel, Message, Provider } from "@relance/spec";

export interface Contender {
  readonly name: string;
  /** Expected number of messages per second; absent for a library that is measured only for comparison. */
  readonly aim?: number;
  readonly atOnce: number;
  send(n: number): Promise<unknown>;
  close?(): Promise<void>;
}

/** Calls a relance provider as the engine calls it, with a separate abort signal for each message. */
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
