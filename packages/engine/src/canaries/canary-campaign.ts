import {
  type AdmittedRow,
  CANARIES_SUFFIX,
  type CompiledCampaign,
  ConfigError,
  type LentCanary,
  type Plan,
} from "@relance/spec";

const MINUTE_MS = 60_000;
/** Canaries get only the first step. */
const WAIT_MS = 60 * MINUTE_MS;

/** Placeholder for a number that is not lent yet: one that France reserves for fiction. */
const SOME_NUMBER = "+33639980000";
/** A canary belongs to no row of an audience. */
const NO_LINE = 0;

/** A test contact: reachable, unreachable, or a lent number. */
export interface Canary {
  readonly kind: "live" | "dead" | "lent";
  readonly row: AdmittedRow;
}

/** The parts of a canary's key. */
export interface CanaryName {
  readonly kind: Canary["kind"];
  readonly round: number;
  /** Its index in the file. */
  readonly index: number;
  /** Of a lent number. */
  readonly network?: string | undefined;
}

/** Such as `dead-2-15`, or `lent-2-15 208-01`. */
export function canaryKey({ kind, round, index, network }: CanaryName): string {
  return `${kind}-${round}-${index}${network === undefined ? "" : ` ${network}`}`;
}

/** Parses a canary's key; `undefined` for other keys. */
export function readCanaryKey(key: string): CanaryName | undefined {
  const [, kind, round, index, network] = /^(live|dead|lent)-(\d+)-(\d+)(?: (.+))?$/.exec(key) ?? [];
  if (kind === undefined) return undefined;
  return { kind: kind as Canary["kind"], round: Number(round), index: Number(index), network };
}

/** The separate campaign of a campaign's canaries, so that they never enter its recipients, bins or sums. */
export function canaryName(name: string): string {
  return `${name}${CANARIES_SUFFIX}`;
}

/** The same first step over the same route, without pilot and ladder. */
export function canaryPlan(plan: Plan): Plan {
  const { pace: _, canaries: __, budget: ___, ifLate: ____, ...rest } = plan;
  const steps = plan.steps.slice(0, 1).map((step) => ({ ...step, waitMs: WAIT_MS, onMissingReceipt: "wait" as const }));
  return { ...rest, steps };
}

/**
 * The canaries of a campaign as rows of an audience; rows for lent numbers are only checked.
 * @throws {ConfigError} `campaign/invalid` for an unusable canary
 */
export function readCanaries(compiled: CompiledCampaign): readonly Canary[] {
  const { live = [], dead = [], lent = [] } = compiled.definition.canaries ?? {};
  const read =
    (kind: Canary["kind"]) =>
    (raw: unknown, index: number): Canary => ({ kind, row: readCanary(compiled, raw, `canaries.${kind}[${index}]`) });
  lent.map((one) => withNumber(compiled, one, SOME_NUMBER)).forEach(read("lent"));
  return [...live.map(read("live")), ...dead.map(read("dead"))];
}

function readCanary({ definition, admit }: CompiledCampaign, raw: unknown, path: string): AdmittedRow {
  const channel = definition.steps[0]?.channel;
  const { row, refused } = admit(raw, NO_LINE);
  if (row === undefined) throw invalid(path, refused.advice);
  if (row.contacts.some((contact) => contact.channel === channel)) return row;
  throw invalid(path, `a canary needs a contact for ${channel}, the first step`);
}

/** The row of a lent number; `undefined` = unusable. */
export function lentRow(compiled: CompiledCampaign, lent: LentCanary, number: string): AdmittedRow | undefined {
  const { row } = compiled.admit(withNumber(compiled, lent, number), NO_LINE);
  return row?.contacts.some(({ channel }) => channel === "sms") === true ? row : undefined;
}

function withNumber({ definition: { audience } }: CompiledCampaign, lent: LentCanary, number: string): unknown {
  const { key = "id", contacts = { sms: "sms" } } = audience ?? {};
  const [column = "sms"] = [contacts.sms ?? []].flat();
  return { ...lent, [key]: lent.network, [column]: number };
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("campaign/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
