import type { ProviderCause, ProviderState } from "@relance/core";
import { onOneLine } from "../output/printable.ts";
import { rateText } from "../output/rate-text.ts";

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

function causeText(cause: ProviderCause): string {
  const { by, does, actor, why, since, until, perSecond, via, top } = cause;
  if (by === "provider" && since !== undefined) {
    return `rate ${rateText(perSecond)} of ${rateText(top)}: throttled by the provider since ${since.toISOString()}`;
  }
  const who = actor === "" || actor === by ? by : `${by} (${actor})`;
  const what =
    does === "rerouted"
      ? `leads over ${via}`
      : does === "throttled"
        ? `lets ${rateText(perSecond)} leave`
        : does;
  const from = since === undefined ? "" : ` since ${since.toISOString()}`;
  const end = until === undefined ? "" : does === "closed" ? ` until ${until.toISOString()}` : "";
  const review = until === undefined || does === "closed" ? "" : `, looked at again ${until.toISOString()}`;
  return `${who}: ${what}${from}${end}${why === "" ? "" : `: ${why}`}${review}`;
}
