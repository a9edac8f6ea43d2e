import type { ProviderCause, ProviderState } from "@relance/core";
import { onOneLine } from "../output/printable.ts";

/** Providers that are not open, one line each with a line per cause, below the ledger; each begins with a line break. */
export function providerText(providers: readonly ProviderState[]): string {
  return providers
    .filter(({ condition }) => condition !== "open")
    .flatMap(({ provider, condition, causes }) => [
      `\n  provider   ${onOneLine(provider)} is ${condition}`,
      ...causes.map((cause) => `\n    ${onOneLine(causeText(cause))}`),
    ])
    .join("");
}

function causeText({ by, does, actor, why, since, until, perSecond, via }: ProviderCause): string {
  const who = actor === "" || actor === by ? by : `${by} (${actor})`;
  const what =
    does === "rerouted" ? `leads over ${via}` : does === "throttled" ? `lets ${perSecond}/s leave` : does;
  const from = since === undefined ? "" : ` since ${since.toISOString()}`;
  const end = until === undefined ? "" : does === "closed" ? ` until ${until.toISOString()}` : "";
  const review = until === undefined || does === "closed" ? "" : `, looked at again ${until.toISOString()}`;
  return `${who}: ${what}${from}${end}${why === "" ? "" : `: ${why}`}${review}`;
}
