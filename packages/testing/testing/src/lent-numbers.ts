import { type CanarySource, canaries } from "@relance/canaries";
import type { Message, Plugin } from "@relance/spec";

const BORROWER = "canaries";

/** Test phones of a simulated world. Test phones receive messages like recipients. */
export interface LentNumbers extends CanarySource {
  arrived(message: Message): void;
  /** Replaces the test numbers in the plugins of a configuration by simulated phones. */
  lendTo(plugins: readonly Plugin[] | undefined): readonly Plugin[] | undefined;
}

/** Creates simulated test phones. Each network gets one number from the range that is reserved for fiction. */
export function lentNumbers(): LentNumbers {
  const numbers = new Map<string, string>();
  const texts = new Map<string, Set<string>>();
  const source: CanarySource = {
    async lend(network) {
      const number = numbers.get(network) ?? `+3363998${String(9_999 - numbers.size).padStart(4, "0")}`;
      numbers.set(network, number);
      return number;
    },
    async seen(number, text) {
      return texts.get(number)?.has(text) ?? false;
    },
  };
  return {
    ...source,
    lendTo: (plugins) => plugins?.map((plugin) => (plugin.name === BORROWER ? canaries({ source }) : plugin)),
    arrived({ to, content }) {
      if (typeof to !== "string" || !("text" in content) || content.text === undefined) return;
      const known = texts.get(to) ?? new Set();
      texts.set(to, known.add(content.text));
    },
  };
}
