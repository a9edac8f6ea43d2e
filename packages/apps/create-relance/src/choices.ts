import { createInterface } from "node:readline/promises";

export interface Choices {
  readonly channels: readonly Channel[];
  readonly store: StoreName;
}

type Channel = "sms" | "email";
type StoreName = "sqlite" | "postgres";

const CHANNELS: readonly Channel[] = ["sms", "email"];
const STORES: readonly StoreName[] = ["sqlite", "postgres"];

export function channelsIn(text: string): readonly Channel[] | undefined {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const channels = CHANNELS.filter((channel) => words.includes(channel));
  return channels.length > 0 && words.every((word) => channels.some((channel) => channel === word))
    ? channels
    : undefined;
}

export function storeIn(text: string): StoreName | undefined {
  return STORES.find((store) => store === text.trim());
}

interface Questions extends Disposable {
  /** Repeats a question until `read` can parse the answer. An empty answer means `usual`. */
  ask<T>(question: string, usual: string, read: (answer: string) => T | undefined): Promise<T>;
}

/** Asks questions at the terminal. Ctrl-C or the end of the input ends the process with code 130. */
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
