import { stepBit } from "@relance/rules";
import { type Admission, type CampaignDefinition, type Contact, MessageError } from "@relance/spec";
import type { Condition } from "../condition/compile-condition.ts";
import { withinTime } from "../condition/within-time.ts";
import { DEADLINE_ADVICE, parseDeadline } from "../definition/deadline.ts";
import { canonicalLocale, isTimezone } from "../definition/places.ts";
import { createContactReader } from "./read-contacts.ts";
import { createDeadlineReader } from "./read-deadline.ts";
import { readKey } from "./read-key.ts";
import { readVariables, type Variables } from "./read-variables.ts";
import { createZoneReader } from "./read-zone.ts";
import type { RowProver } from "./row-prover.ts";

/** The conditions of one row are decided within this, in milliseconds. */
const LONGEST_MS = 1_000;

export interface AdmitInput {
  readonly definition: CampaignDefinition;
  /** One per step; `undefined` = for everybody. */
  readonly conditions: readonly (Condition | undefined)[];
  readonly prove: RowProver;
}

/** Checks and normalises rows; made once per campaign. Never throws for a bad row. */
export type RowAdmitter = (raw: unknown, line: number) => Admission;

export function createRowAdmitter({ definition, conditions, prove }: AdmitInput): RowAdmitter {
  const { audience, timezone = "UTC" } = definition;
  const { key: keyColumn = "id", locale: localeColumn = "locale", timezone: zoneColumn = "timezone" } = audience ?? {};
  const rule = parseDeadline(definition.deadline, timezone);
  if (rule === undefined) throw new MessageError("message/bad-deadline", DEADLINE_ADVICE);
  const contactsOf = createContactReader(audience);
  const deadlineOf = createDeadlineReader(rule, timezone);
  const localeOf = remembering(canonicalLocale);
  const numberOf = createZoneReader(definition);
  const zoneOf = remembering((text) => (isTimezone(text.trim()) ? text.trim() : undefined));

  return (raw, line) => {
    let key: string | undefined;
    let read: readonly Contact[] = [];
    try {
      const variables = readVariables(raw);
      key = readKey(variables[keyColumn], keyColumn);
      const { contacts, dropped } = contactsOf(variables);
      read = contacts;
      const locale = localeOf(variables[localeColumn]);
      const zone = zoneOf(variables[zoneColumn]);
      const steps = stepsFor(conditions, variables);
      prove({ key, variables, contacts, locale, timezone: zone, steps });
      const deadline = deadlineOf(variables);
      const number = numberOf(zone, contacts);
      const where = number === 0 ? {} : { zone: number };
      const row = { line, key, contacts, variables, locale, timezone: zone, deadline, steps, ...where };
      return dropped.length === 0 ? { row } : { row, dropped };
    } catch (error) {
      const { code, message } =
        error instanceof MessageError ? error : new MessageError("message/bad-row", "this row cannot be read");
      const contacts = read.length === 0 ? {} : { contacts: read };
      return { refused: { line, key, reason: code, advice: message, ...contacts } };
    }
  };
}

/** One bit per step that is meant for this row. @throws {MessageError} for a condition that cannot be decided in time */
function stepsFor(conditions: AdmitInput["conditions"], variables: Variables): number {
  const decide = () => decideSteps(conditions, variables);
  const used = conditions.filter((condition) => condition !== undefined);
  if (used.length === 0) return decide();
  const characters = JSON.stringify(variables).length;
  if (!used.some((condition) => condition.mayTakeLong(characters))) return decide();
  const steps = withinTime(decide, LONGEST_MS);
  if (steps !== undefined) return steps;
  throw new MessageError("message/bad-condition", `when: takes longer than ${LONGEST_MS / 1_000} s for this row`);
}

function decideSteps(conditions: AdmitInput["conditions"], variables: Variables): number {
  let steps = 0;
  conditions.forEach((condition, k) => {
    const verdict = condition?.judge(variables) ?? { holds: true };
    if (verdict.reason !== undefined) throw new MessageError(verdict.reason, `steps[${k}] ${verdict.advice}`);
    if (verdict.holds) steps |= stepBit(k + 1);
  });
  return steps;
}

/** A language or zone that nobody knows falls back to the campaign's: a person is not lost to a typing error. */
function remembering(read: (text: string) => string | undefined): (value: unknown) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (value) => {
    if (typeof value !== "string" || value === "" || value.length > 100) return undefined;
    if (known.has(value)) return known.get(value);
    if (known.size >= 1_000) known.clear();
    const found = read(value);
    known.set(value, found);
    return found;
  };
}
