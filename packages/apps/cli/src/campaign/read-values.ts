import { isAbsolute, resolve } from "node:path";
import { parseDuration } from "@relance/spec";
import { InvalidArgumentError } from "commander";
import type { Host } from "../host.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Parses a time with its UTC offset, such as `2031-08-15T23:59:00+02:00`. The offset is required. */
export function readInstant(text: string): Date {
  const date = ISO.test(text) ? new Date(text) : undefined;
  if (date !== undefined && Number.isFinite(date.getTime())) {
    if (isDay(text.slice(0, 10))) return date;
    throw new InvalidArgumentError(`There is no ${text.slice(0, 10)} in the calendar.`);
  }
  const [day = "2031-08-15"] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  throw new InvalidArgumentError(`Write an instant with its time and offset, such as ${day}T21:59:00Z.`);
}

/** Returns whether the date exists in the calendar. `Date` would silently convert 31 February to 3 March. */
function isDay(text: string): boolean {
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

export function readReview(text: string): Date {
  const ms = parseDuration(text);
  const at = ms === undefined && ISO.test(text) ? readInstant(text) : new Date(Date.now() + (ms ?? 0));
  if (at.getTime() > Date.now()) return at;
  throw new InvalidArgumentError(
    "Write an instant in the future such as 2031-08-15T21:59:00Z, or a duration such as 2h.",
  );
}

/** Parses a whole number, such as `650000`, `650,000` or `650 000`. */
export function readCount(text: string): number {
  const digits = text.trim().replaceAll(/(?<=\d)[ ,_.'\u00a0\u202f](?=\d{3}(\D|$))/g, "");
  if (/^\d{1,12}$/.test(digits)) return Number(digits);
  throw new InvalidArgumentError("Write a whole number.");
}

export function readAmount(text: string): number {
  const amount = readCount(text);
  if (amount > 0) return amount;
  throw new InvalidArgumentError("Write a whole number from 1.");
}

export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("Write a port from 0 to 65535.");
}

/** Parses a rate, such as `20/s` or `90/m`. `none` means no limit. */
export function readRate(text: string): number {
  if (text === "none") return Number.POSITIVE_INFINITY;
  const [, count, unit] = /^(\d{1,6})\/([sm])$/.exec(text) ?? [];
  const rate = Number(count) / (unit === "m" ? 60 : 1);
  if (rate > 0) return rate;
  throw new InvalidArgumentError("Write a rate such as 20/s or 90/m, or none.");
}

/** Resolves a path against the host's folder. Inside the process's own folder it stays relative, as a link in editors. */
export function resolvePath(host: Host, file: string): string {
  return isAbsolute(file) || host.cwd === process.cwd() ? file : resolve(host.cwd, file);
}
