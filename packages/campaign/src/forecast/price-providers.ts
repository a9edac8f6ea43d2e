import { ConfigError, type PriceList } from "@relance/spec";
import { nearName } from "../definition/near-name.ts";
import type { ForecastProvider, ForecastStep } from "./forecast.ts";
import type { RateOf } from "./lanes.ts";

/**
 * A price for a provider that there is not would be counted nowhere, and the right one as free.
 * @throws {ConfigError} `config/provider-unknown`
 */
export function refuseUnknownPrices(prices: PriceList | undefined, providers: readonly string[]): void {
  for (const name of Object.keys(prices?.perMessage ?? {})) {
    if (providers.includes(name)) continue;
    const near = nearName(name, providers);
    const advice = near === undefined ? `there are ${providers.join(", ")}` : `did you mean ${near}?`;
    throw new ConfigError("config/provider-unknown", `no provider is called ${name}, which has a price; ${advice}`);
  }
}

/** What each provider carries, and what that costs: an SMS by its segments, everything else by the message. */
export function priceProviders(
  steps: readonly ForecastStep[],
  rateOf: RateOf,
  prices: PriceList | undefined,
): { readonly bill: readonly ForecastProvider[]; readonly total: number } {
  const names = [...new Set(steps.map(({ provider }) => provider))];
  const bill = names.map((provider): ForecastProvider => {
    const own = steps.filter((step) => step.provider === provider);
    const messages = sum(own.map((step) => step.messages));
    const segments = sum(own.map((step) => step.segments));
    const price = prices?.perMessage[provider];
    const units = own[0]?.channel === "sms" ? segments : messages;
    const amount = price === undefined ? undefined : rounded(price * units);
    return { provider, perSecond: rateOf(provider), messages, segments, amount };
  });
  return { bill, total: rounded(sum(bill.map(({ amount = 0 }) => amount))) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** To a millionth of the currency: what sums of fractions leave behind is no money. */
function rounded(amount: number): number {
  return Math.round(1e6 * amount) / 1e6;
}
