import type { Deadline, LocalText, Plan } from "@relance/spec";
import { parseDuration } from "@relance/spec";
import type * as z from "zod";
import { temporal, zod } from "../libraries.ts";
import { durationAdvice, durationMs } from "./duration.ts";
import { isLanguage } from "./places.ts";
import { checkedText, textThat } from "./strict-object.ts";

const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;
const EXACT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

export function isLocalInstant(text: string): boolean {
  return LOCAL.test(text);
}

/** Returns milliseconds since 1970. If a local time occurs twice, the first occurrence counts. */
export function parseInstant(text: string, timezone: string): number | undefined {
  try {
    if (EXACT.test(text)) return temporal().Temporal.Instant.from(text).epochMilliseconds;
    if (LOCAL.test(text)) return resolve(text, timezone, "earlier");
  } catch {
    return undefined; // such as 2013-02-30
  }
  return undefined;
}

export function isDoubtfulInstant(text: string, timezone: string): boolean {
  return LOCAL.test(text) && resolve(text, timezone, "earlier") !== resolve(text, timezone, "later");
}

function resolve(text: string, timezone: string, disambiguation: "earlier" | "later"): number {
  const local = temporal().Temporal.PlainDateTime.from(text, { overflow: "reject" });
  return local.toZonedDateTime(timezone, { disambiguation }).epochMilliseconds;
}

const LOCALE_ADVICE = "write a language tag such as fr or fr-CA";

export const languageTag = (): z.ZodString => textThat(isLanguage, LOCALE_ADVICE);

export function localText(maxLength: number, advice: string): z.ZodType<LocalText> {
  const one = zod().string({ error: advice }).trim().min(1, { error: advice }).max(maxLength, { error: advice });
  return zod().union([one, zod().record(languageTag(), one, { error: LOCALE_ADVICE })], { error: advice });
}

export const DEADLINE_ADVICE =
  "write an instant such as 2031-08-15T23:59, a time after enrollment such as 84h, or { column: appointment_at, minus: 24h }";

export const deadlineText = (): z.ZodString =>
  checkedText((text) => (parseDeadline(text) ? undefined : instantAdvice(text, DEADLINE_ADVICE)), DEADLINE_ADVICE);

/** Returns advice about a day without a time or that does not exist, such as 2026-02-30, and about a plus sign. */
function instantAdvice(text: string, advice: string): string {
  if (text.startsWith("+")) return `write ${text.slice(1)}, without the plus sign`;
  const [day] = /^\d{4}-\d{2}-\d{2}(?=[T ]|$)/.exec(text) ?? [];
  try {
    if (day !== undefined) temporal().Temporal.PlainDate.from(day, { overflow: "reject" });
    return day === text ? `write the time too, such as ${day}T18:00` : durationAdvice(text, advice);
  } catch {
    return `there is no day ${day}; ${advice}`;
  }
}

export type DeadlineRule =
  | { readonly kind: "instant"; readonly at: number }
  | { readonly kind: "after"; readonly afterMs: number }
  | { readonly kind: "column"; readonly column: string; readonly minusMs: number };

export function parseDeadline(deadline: Deadline, timezone = "UTC"): DeadlineRule | undefined {
  if (typeof deadline !== "string") {
    const { column, minus } = deadline;
    return { kind: "column", column, minusMs: minus === undefined ? 0 : durationMs(minus) };
  }
  const afterMs = parseDuration(deadline);
  if (afterMs !== undefined) return afterMs === 0 ? undefined : { kind: "after", afterMs };
  const at = parseInstant(deadline, timezone);
  return at === undefined ? undefined : { kind: "instant", at };
}

const SINCE_ADVICE = "write an instant such as 2031-08-01T00:00, or a time before the start such as 30d";

export const sinceText = (): z.ZodString =>
  checkedText((text) => (parseSince(text, "UTC") ? undefined : instantAdvice(text, SINCE_ADVICE)), SINCE_ADVICE);

export function parseSince(text: string, timezone: string): Plan["since"] {
  const beforeMs = parseDuration(text);
  if (beforeMs !== undefined) return { beforeMs };
  const at = parseInstant(text, timezone);
  return at === undefined ? undefined : { at };
}
