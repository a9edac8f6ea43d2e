import { type Budget, formatAmount } from "@relance/spec";

/** `44999.96 of 45000.00 EUR are spent, 0.04 are left`. */
export function budgetText({ currency, limit, spent }: Budget): string {
  const left = Math.max(0, limit - spent);
  return `${formatAmount(spent)} of ${formatAmount(limit)} ${currency} are spent, ${formatAmount(left)} are left`;
}
