import type { Ledger } from "relance";
import type { Unreached } from "./messages.ts";

/** Results of the campaign. */
export interface Outcome {
  readonly people: number;
  readonly ledger: Ledger | undefined;
  readonly unreached: readonly Unreached[];
  readonly repeats: number;
  /** Descriptions of results that must not occur. */
  readonly wrong: readonly string[];
}

/** Prints the results of all recipients, and returns whether the results are as expected. */
export function report({ people, ledger, unreached, repeats, wrong }: Outcome): boolean {
  const confirmed = ledger?.states.acknowledged ?? 0;
  const unaccounted = people - confirmed - unreached.length;
  const causes = new Map<string, number>();
  for (const { cause } of unreached) causes.set(cause, (causes.get(cause) ?? 0) + 1);
  const seconds = (performance.now() / 1_000).toFixed(0);
  const count = (n: number) => n.toLocaleString("en");
  console.log(`relance         ${count(people)} = ${count(confirmed)} confirmed (${ledger?.late ?? 0} late) + ${unreached.length} unreached (all listed) + ${unaccounted} unaccounted
                repeated messages: ${repeats} · the ledger ${ledger?.holds ? "holds" : "DOES NOT HOLD"} · ${seconds} s

unreached recipients, for phone calls or letters:
${[...causes].map(([cause, n]) => `  ${String(n).padStart(4)}  ${cause}`).join("\n")}`);
  for (const { key, cause, contacts } of unreached.slice(0, 3))
    console.log(`  ${key}  ${cause}  ${contacts.join(", ")}`);
  console.log("  …");
  for (const fact of wrong) console.log(`WRONG: ${fact}`);
  return ledger?.holds === true && unaccounted === 0 && repeats === 0 && wrong.length === 0;
}
