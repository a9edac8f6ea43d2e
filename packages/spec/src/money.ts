export interface PriceList {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** Price of one message or SMS segment, by provider. A provider without a price costs nothing. */
  readonly perMessage: Readonly<Record<string, number>>;
}

/** Budgets and prices are exact to one millionth. */
const MICROS = 1e6;

/** Formats an amount with two to six decimals, because one message often costs less than a cent. */
export function formatAmount(amount: number): string {
  const text = (Math.round(amount * MICROS) / MICROS).toFixed(6);
  return text.replace(/0{1,4}$/, "");
}

/** Returns what a budget lacks: any prices, prices in its currency, or one provider's price. */
export function budgetProblem(
  currency: string,
  providers: readonly string[],
  prices: PriceList | undefined,
): string | undefined {
  const unpriced = [...new Set(providers)].filter((name) => prices?.perMessage[name] === undefined);
  const form = `perMessage: { ${unpriced.map((name) => `"${name}": 0.05`).join(", ")} }`;
  if (prices === undefined)
    return `a budget needs prices: write prices: { currency: "${currency}", ${form} } into the gateway's configuration, with your vendors' prices`;
  if (prices.currency !== currency)
    return `the prices are in ${prices.currency}: write the budget in ${prices.currency} too`;
  if (unpriced.length === 0) return undefined;
  return `a budget needs a price for ${unpriced.join(", ")}: add ${form} to prices; 0 means free`;
}
