import type { Plan } from "@relance/spec";
import { parseDuration } from "./duration.ts";
import { parseInstant } from "./local-instant.ts";

export const SINCE_ADVICE = "write an instant such as 2013-08-01T00:00, or a time before the start such as 30d";

/** From when on events are about this campaign; `undefined` when the text says nothing of the kind. */
export function parseSince(text: string, timezone: string): Plan["since"] {
  const beforeMs = parseDuration(text);
  if (beforeMs !== undefined) return { beforeMs };
  const at = parseInstant(text, timezone);
  return at === undefined ? undefined : { at };
}
