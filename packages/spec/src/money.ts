export interface PriceList {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** Price of one message, or of one SMS segment, by provider. Providers without a price cost nothing. */
  readonly perMessage: Readonly<Record<string, number>>;
}

/** Budgets and prices are exact to a millionth. */
const MICROS = 1e6;

/** Formats an amount with two to six decimals, because one message often costs less than a cent. */
export function formatAmount(amount: number): string {
  const text = (Math.round(amount * MICROS) / MICROS).toFixed(6);
  return text.replace(/0{1,4}$/, "");
}
