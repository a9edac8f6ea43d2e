import { type AdmittedRow, MessageError } from "@relance/spec";
import type { DeadlineRule } from "../definition/deadline.ts";
import { parseInstant } from "../definition/local-instant.ts";
import type { Variables } from "./read-variables.ts";

const REMEMBERED = 10_000;

/** Reads the legal end of a row; made once per campaign. @throws {MessageError} `message/bad-deadline` */
export type DeadlineReader = (variables: Variables) => AdmittedRow["deadline"];

/** Local instants of a column are read in the campaign's zone, like the file's own. */
export function createDeadlineReader(rule: DeadlineRule, timezone: string): DeadlineReader {
  if (rule.kind === "instant") return () => ({ at: rule.at });
  if (rule.kind === "after") return () => ({ afterMs: rule.afterMs });
  const known = new Map<string, number | undefined>();
  return (variables) => {
    const value = variables[rule.column];
    const text = typeof value === "string" ? value.trim() : "";
    let at = known.get(text);
    if (at === undefined) {
      at = parseInstant(text, timezone);
      if (at === undefined) {
        const advice = `write an instant with date and time into column ${rule.column}, such as 2013-08-15T23:59`;
        throw new MessageError("message/bad-deadline", advice);
      }
      if (known.size >= REMEMBERED) known.clear();
      known.set(text, at);
    }
    return { at: at - rule.minusMs };
  };
}
