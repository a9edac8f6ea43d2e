/** Budgets and prices are exact to a millionth. */
const MICROS = 1e6;

/**
 * An amount with as many decimals as it has, two at least and six at most, so that sums that people read add up.
 *
 * @example
 * formatAmount(0.045); // "0.045": prices of one message are often below a cent
 */
export function formatAmount(amount: number): string {
  const text = (Math.round(amount * MICROS) / MICROS).toFixed(6);
  return text.replace(/0{1,4}$/, "");
}
