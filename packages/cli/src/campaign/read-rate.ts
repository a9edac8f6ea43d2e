import { InvalidArgumentError } from "commander";

/** Messages a second, such as `20/s` or `90/m`; `none` = infinitely many. */
export function readRate(text: string): number {
  if (text === "none") return Number.POSITIVE_INFINITY;
  const [, count, unit] = /^(\d{1,6})\/([sm])$/.exec(text) ?? [];
  const rate = Number(count) / (unit === "m" ? 60 : 1);
  if (rate > 0) return rate;
  throw new InvalidArgumentError("Write a rate such as 20/s or 90/m, or none.");
}
