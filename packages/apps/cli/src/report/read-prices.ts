import type { PriceList } from "@relance/spec";
import { type Command, InvalidArgumentError } from "commander";

export interface PriceOptions {
  readonly price?: Readonly<Record<string, number>> | undefined;
  readonly currency: string;
}

export function withPrices(command: Command, price = "price of one message; once for each provider"): Command {
  return command
    .option("--price <provider=amount>", price, readPrice)
    .option("--currency <code>", "currency of the prices", "EUR");
}

function readPrice(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, provider, amount] = /^([a-z]+\.[\w-]+)=(\d+(?:\.\d{1,6})?)$/.exec(text) ?? [];
  if (provider === undefined) throw new InvalidArgumentError("Write a provider and a price, such as sms.main=0.045.");
  return { ...before, [provider]: Number(amount) };
}

export function pricesOf({ price: perMessage, currency }: PriceOptions): PriceList | undefined {
  return perMessage === undefined ? undefined : { currency, perMessage };
}
