import { ConfigError, type Plan, type PriceList } from "@relance/spec";

/** Requires a price for each provider of a campaign with a budget. @throws {ConfigError} `config/price-missing` */
export function refuseUnpriced({ budget, steps }: Plan, prices: PriceList | undefined): void {
  if (budget === undefined) return;
  if (prices === undefined)
    throw missing("a campaign with a budget needs prices: write them into the gateway's configuration");
  if (prices.currency !== budget.currency)
    throw missing(`the budget is in ${budget.currency}, but the prices are in ${prices.currency}`);
  const unpriced = steps
    .flatMap(({ route }) => route.map(({ provider }) => provider))
    .filter((provider) => prices.perMessage[provider] === undefined);
  if (unpriced.length === 0) return;
  const names = [...new Set(unpriced)].join(", ");
  throw missing(`a campaign with a budget needs a price for ${names}: write 0 if messages are free`);
}

function missing(message: string): ConfigError {
  return new ConfigError("config/price-missing", message);
}
