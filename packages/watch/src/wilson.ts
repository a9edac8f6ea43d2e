/** A share of a count, with the interval that a chosen number of standard deviations does not contradict (Wilson 1927). */
export function wilson(
  hits: number,
  total: number,
  deviations: number,
): { readonly low: number; readonly high: number } {
  if (total <= 0) return { low: 0, high: 1 };
  const share = hits / total;
  const square = deviations ** 2;
  const centre = share + square / (2 * total);
  const spread = deviations * Math.sqrt((share * (1 - share)) / total + square / (4 * total ** 2));
  const scale = 1 + square / total;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}
