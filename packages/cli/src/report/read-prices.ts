import type { PriceList } from "@relance/spec";
import { InvalidArgumentError } from "commander";

/** `sms.main=0.045`, as often as there are providers. */
export function readPrice(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [, provider, amount] = /^([a-z]+\.[\w-]+)=(\d+(?:\.\d{1,6})?)$/.exec(text) ?? [];
  if (provider === undefined) throw new InvalidArgumentError("Write a provider and a price, such as sms.main=0.045.");
  return { ...before, [provider]: Number(amount) };
}

/** Absent = no price was said. */
export function pricesOf(
  perMessage: Readonly<Record<string, number>> | undefined,
  currency: string,
): PriceList | undefined {
  return perMessage === undefined ? undefined : { currency, perMessage };
}
