import { ConfigError, type PlanBudget } from "@relance/spec";

export const MONEY: RegExp = /^(\d{1,9}(?:\.\d{1,6})?) ([A-Z]{3})$/;
export const MONEY_ADVICE = "write an amount and its currency, such as 500 EUR";

export function readMoney(text: string): PlanBudget {
  const [, amount, currency] = MONEY.exec(text) ?? [];
  if (amount === undefined || currency === undefined) throw new ConfigError("campaign/invalid", MONEY_ADVICE);
  return { currency, micros: Math.round(1e6 * Number(amount)) };
}
