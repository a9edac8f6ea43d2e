import type { Budget } from "@relance/spec";

/** `44 999.96 of 45 000.00 EUR are spent, 0.04 are left`. */
export function budgetText({ currency, limit, spent }: Budget): string {
  const left = Math.max(0, limit - spent);
  return `${money(spent)} of ${money(limit)} ${currency} are spent, ${money(left)} are left`;
}

function money(amount: number): string {
  return amount.toFixed(2);
}
