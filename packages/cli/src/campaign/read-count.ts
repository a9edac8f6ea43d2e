import { InvalidArgumentError } from "commander";

/** A whole number, as people type it: `650000`, `650,000` or `650 000`. */
export function readCount(text: string): number {
  const digits = text.trim().replaceAll(/(?<=\d)[ ,_.'\u00a0\u202f](?=\d{3}(\D|$))/g, "");
  if (/^\d{1,12}$/.test(digits)) return Number(digits);
  throw new InvalidArgumentError("Write a whole number.");
}

/** A TCP port; 0 lets the system choose. */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("Write a port from 0 to 65535.");
}
