import { createInterface } from "node:readline/promises";

/** What the user chose for the new project. */
export interface Choices {
  readonly channels: readonly Channel[];
  readonly store: StoreName;
}

type Channel = "sms" | "email";
type StoreName = "sqlite" | "postgres";

const CHANNELS: readonly Channel[] = ["sms", "email"];
const STORES: readonly StoreName[] = ["sqlite", "postgres"];

/**
 * Returns the channels in a text such as `sms,email`, in the order of the ladder; `undefined` if a channel is unknown,
 * or there is none.
 */
export function channelsIn(text: string): readonly Channel[] | undefined {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const channels = CHANNELS.filter((channel) => words.includes(channel));
  return channels.length > 0 && words.every((word) => channels.some((channel) => channel === word))
    ? channels
    : undefined;
}

/** Returns the store with this name. */
export function storeIn(text: string): StoreName | undefined {
  return STORES.find((store) => store === text.trim());
}

/** Asks at the terminal. */
interface Questions extends Disposable {
  /** Asks until `read` can parse the answer; an empty answer means `usual`. */
  ask<T>(question: string, usual: string, read: (answer: string) => T | undefined): Promise<T>;
}

/** Asks questions on the terminal. The end of the input, or Ctrl-C, ends the process with code 130. */
export function questionsAtTerminal(): Questions {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const leave = () => process.exit(130);
  lines.on("close", leave);
  return {
    async ask(question, usual, read) {
      for (;;) {
        const answer = read((await lines.question(`${question} (${usual}): `)) || usual);
        if (answer !== undefined) return answer;
      }
    },
    [Symbol.dispose]() {
      lines.off("close", leave);
      lines.close();
    },
  };
}
