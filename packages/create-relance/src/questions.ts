import { createInterface } from "node:readline/promises";

/** Asks at the terminal. */
export interface Questions extends Disposable {
  /** Asks until `read` understands the answer; no answer is `usual`. */
  ask<T>(question: string, usual: string, read: (answer: string) => T | undefined): Promise<T>;
}

/** A terminal that is asked; who ends the input or presses Ctrl-C ends the process with 130. */
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
