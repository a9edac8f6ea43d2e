import { stepBit } from "@relance/rules";
import {
  type Admission,
  type AdmittedRow,
  type Audience,
  type CampaignDefinition,
  type Channel,
  type Contact,
  channels,
  type DroppedContact,
  FORGOTTEN_KEY,
  isForgottenKey,
  isTimezone,
  MessageError,
} from "@relance/spec";
import { type Condition, withinTime } from "../condition/compile-condition.ts";
import { DEADLINE_ADVICE, type DeadlineRule, parseDeadline, parseInstant } from "../definition/instants.ts";
import { canonicalLocale } from "../definition/places.ts";
import { remembered } from "../remembered.ts";
import { isMissing } from "../templates/render-scope.ts";
import { readAddress } from "./read-address.ts";
import { readVariables, type Variables } from "./read-variables.ts";
import { createPhoneZone, createZoneReader } from "./read-zone.ts";
import type { RowProver } from "./row-prover.ts";

const LONGEST_MS = 1_000;

interface AdmitInput {
  readonly definition: CampaignDefinition;
  readonly conditions: readonly (Condition | undefined)[];
  readonly prove: RowProver;
}

type RowAdmitter = (raw: unknown, line: number) => Admission;

export function createRowAdmitter({ definition, conditions, prove }: AdmitInput): RowAdmitter {
  const { audience, timezone = "UTC" } = definition;
  const { key: keyColumn = "id", locale: localeColumn = "locale", timezone: zoneColumn = "timezone" } = audience ?? {};
  const rule = parseDeadline(definition.deadline, timezone);
  if (rule === undefined) throw new MessageError("message/bad-time", DEADLINE_ADVICE);
  const readContacts = createContactReader(audience);
  const readDeadline = createDeadlineReader(rule, timezone);
  const readLocale = remembering(canonicalLocale);
  const readZone = createZoneReader(definition);
  const phoneZone = createPhoneZone(definition);
  const checkZone = remembering((text) => (isTimezone(text.trim()) ? text.trim() : undefined));

  return (raw, line) => {
    const faults: MessageError[] = [];
    const blame = (error: unknown) => {
      const isTold = error instanceof MessageError;
      faults.push(isTold ? error : new MessageError("message/bad-row", "this row cannot be read"));
    };
    const tried = <T>(read: () => T): T | undefined => {
      try {
        return read();
      } catch (error) {
        blame(error);
        return undefined;
      }
    };
    const variables = tried(() => readVariables(raw));
    if (variables === undefined) return refusedFor(faults, line, undefined, []);
    const key = tried(() => readKey(variables[keyColumn], keyColumn));
    const { contacts, dropped } = readContacts(variables);
    if (contacts.length === 0)
      for (const { column, reason, advice } of dropped)
        blame(new MessageError(reason as MessageError["code"], `column ${column}: ${advice}`));
    const locale = readLocale(variables[localeColumn]);
    const zone = checkZone(variables[zoneColumn]) ?? phoneZone(contacts);
    const steps = tried(() => stepsFor(conditions, variables));
    if (steps !== undefined) prove({ key: key ?? "", variables, contacts, locale, timezone: zone, steps }, blame);
    const deadline = tried(() => readDeadline(variables));
    if (key === undefined || steps === undefined || deadline === undefined || faults.length > 0)
      return refusedFor(faults, line, key, contacts);
    const number = readZone(zone, contacts);
    const where = number === 0 ? {} : { zone: number };
    const row = { line, key, contacts, variables, locale, timezone: zone, deadline, steps, ...where };
    return dropped.length === 0 ? { row } : { row, dropped };
  };
}

const MOST_FAULTS = 5;

function refusedFor(
  faults: readonly MessageError[],
  line: number,
  key: string | undefined,
  read: readonly Contact[],
): Admission {
  const all = [...new Set(faults.map(({ message }) => message))];
  const more = all.length > MOST_FAULTS ? [`and ${all.length - MOST_FAULTS} more`] : [];
  const advice = [...all.slice(0, MOST_FAULTS), ...more].join("; ");
  const contacts = read.length === 0 ? {} : { contacts: read };
  return { refused: { line, key, reason: faults[0]?.code ?? "message/bad-row", advice, ...contacts } };
}

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
    if (verdict.reason !== undefined) throw new MessageError(verdict.reason, `step ${k + 1}: ${verdict.advice}`);
    if (verdict.holds) steps |= stepBit(k + 1);
  });
  return steps;
}

/** Replaces an unknown language or zone with the campaign's, so that a typing error excludes no recipient. */
function remembering(read: (text: string) => string | undefined): (value: unknown) => string | undefined {
  const found = remembered(read);
  return (value) => (typeof value !== "string" || value === "" || value.length > 100 ? undefined : found(value));
}

interface ContactColumn {
  readonly channel: Channel;
  readonly column: string;
}

/** Reads a row's contacts. Malformed addresses are dropped and reported. A row with only malformed ones is refused. */
function createContactReader(audience: Audience | undefined) {
  const columns = contactColumns(audience);
  const country = audience?.country;
  return (variables: Variables) => {
    const contacts: Contact[] = [];
    const dropped: DroppedContact[] = [];
    for (const { channel, column } of columns) {
      const value = variables[column];
      if (isMissing(value) || (typeof value === "string" && value.trim() === "")) continue;
      try {
        const address = readAddress(channel, value, country);
        if (!contacts.some((contact) => contact.channel === channel && contact.address === address)) {
          contacts.push({ channel, address });
        }
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        const also = error.code === "message/bad-phone" && country === undefined ? ", or set audience.country" : "";
        dropped.push({ channel, column, reason: error.code, advice: `${error.message}${also}` });
      }
    }
    return { contacts, dropped };
  };
}

function contactColumns(audience: Audience | undefined): readonly ContactColumn[] {
  const named = audience?.contacts;
  if (named === undefined) return channels().map((channel) => ({ channel, column: channel }));
  return channels().flatMap((channel) => [named[channel] ?? []].flat().map((column) => ({ channel, column })));
}

const REMEMBERED = 10_000;

type DeadlineReader = (variables: Variables) => AdmittedRow["deadline"];

/** Reads local times in a column in the campaign's time zone, like local times in the campaign file. */
function createDeadlineReader(rule: DeadlineRule, timezone: string): DeadlineReader {
  if (rule.kind === "instant") return () => ({ at: rule.at });
  if (rule.kind === "after") return () => ({ afterMs: rule.afterMs });
  const readInstant = remembered((text: string) => parseInstant(text, timezone), REMEMBERED);
  return (variables) => {
    const value = variables[rule.column];
    const at = readInstant(typeof value === "string" ? value.trim() : "");
    if (at !== undefined) return { at: at - rule.minusMs };
    const advice = `write an instant with date and time into column ${rule.column}, such as 2031-08-15T23:59`;
    throw new MessageError("message/bad-time", advice);
  };
}

const MAX_CHARACTERS = 200;

/** Trims a key and normalizes it to Unicode form C, so that different encodings of a key mean one recipient. */
function readKey(value: unknown, column: string): string {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string")
    throw new MessageError("message/bad-key", `write the recipient's key into column ${column}`);
  const key = text.trim().normalize("NFC");
  if (key === "") throw new MessageError("message/bad-key", `write the recipient's key into column ${column}`);
  if (key.length > MAX_CHARACTERS) throw new MessageError("message/bad-key", "write a key of at most 200 characters");
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key))
    throw new MessageError("message/bad-key", "remove control characters from the key");
  if (isForgottenKey(key)) throw new MessageError("message/bad-key", `a key must not begin with ${FORGOTTEN_KEY}`);
  return key;
}
