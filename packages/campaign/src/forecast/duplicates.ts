import { CHANNELS, type Channel } from "@relance/spec";
import type { ForecastDuplicates } from "./forecast.ts";
import { SeenLines } from "./seen-lines.ts";

const EXAMPLES = 5;

/** Finds addresses that stand at several people, without keeping an address. */
export class Duplicates {
  readonly #channels = new Map<
    Channel,
    { seen: SeenLines; addresses: number; people: number; examples: { line: number; firstLine: number }[] }
  >();

  /** @param number of the address, the same for equal addresses */
  add(channel: Channel, number: number, line: number): void {
    let known = this.#channels.get(channel);
    if (known === undefined) {
      known = { seen: new SeenLines(), addresses: 0, people: 0, examples: [] };
      this.#channels.set(channel, known);
    }
    const before = known.seen.add(number, line);
    if (before === undefined || before.line === line) return; // twice in one row is one person
    known.people += before.isFirst ? 2 : 1;
    if (before.isFirst) known.addresses += 1;
    if (known.examples.length < EXAMPLES) known.examples.push({ line, firstLine: before.line });
  }

  found(): readonly ForecastDuplicates[] {
    return CHANNELS.flatMap((channel) => {
      const known = this.#channels.get(channel);
      if (known === undefined || known.addresses === 0) return [];
      const { addresses, people, examples } = known;
      return [{ channel, addresses, people, examples }];
    });
  }
}
