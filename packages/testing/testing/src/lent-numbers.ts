import type { CanarySource, Message } from "@relance/spec";

/** Test numbers of a virtual world: messages arrive there as at recipients. */
export interface LentNumbers extends CanarySource {
  /** A message has arrived. */
  arrived(message: Message): void;
}

/**
 * Replaces the service that lends test numbers: one number for each network, from the range that is reserved for
 * fiction.
 */
export function lentNumbers(): LentNumbers {
  const numbers = new Map<string, string>();
  const texts = new Map<string, Set<string>>();
  return {
    async lend(network) {
      const number = numbers.get(network) ?? `+3363998${String(9_999 - numbers.size).padStart(4, "0")}`;
      numbers.set(network, number);
      return number;
    },
    async seen(number, text) {
      return texts.get(number)?.has(text) ?? false;
    },
    arrived({ to, content }) {
      if (typeof to !== "string" || !("text" in content) || content.text === undefined) return;
      const known = texts.get(to) ?? new Set();
      texts.set(to, known.add(content.text));
    },
  };
}
