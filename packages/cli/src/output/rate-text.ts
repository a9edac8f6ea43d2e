/** Messages a second, to three places: `40/s`, `0.333/s`. */
export function rateText(perSecond: number | undefined): string {
  return `${Number((perSecond ?? 0).toPrecision(3))}/s`;
}
