import { type AdmittedRow, type CompiledCampaign, ConfigError, type Plan } from "@relance/spec";

/** No campaign of people may be called so. */
const SUFFIX = "#canaries";
const MINUTE_MS = 60_000;
/** Canaries are not chased: they hear of the first step, and nothing follows. */
const WAIT_MS = 60 * MINUTE_MS;

/** A test contact of ours: one that can be reached, or one that cannot. */
export interface Canary {
  readonly kind: "live" | "dead";
  readonly row: AdmittedRow;
}

/** The campaign beside a campaign, so that canaries never enter its people, its bins or its sums. */
export function canaryName(name: string): string {
  return `${name}${SUFFIX}`;
}

/** True for the names of campaigns that hold canaries. */
export function isCanaries(name: string): boolean {
  return name.endsWith(SUFFIX);
}

/** The same first step over the same route, without pilot and ladder. */
export function canaryPlan(plan: Plan): Plan {
  const { pace: _, canaries: __, budget: ___, ifLate: ____, ...rest } = plan;
  const steps = plan.steps.slice(0, 1).map((step) => ({ ...step, waitMs: WAIT_MS, onUnknown: "wait" as const }));
  return { ...rest, steps };
}

/**
 * The canaries of a campaign as rows of an audience.
 * @throws {ConfigError} `campaign/invalid` for one that could not be sent to
 */
export function readCanaries({ definition, admit }: CompiledCampaign): readonly Canary[] {
  const { live = [], dead = [] } = definition.canaries ?? {};
  const channel = definition.steps[0]?.channel;
  const read =
    (kind: Canary["kind"]) =>
    (raw: unknown, index: number): Canary => {
      const { row, refused } = admit(raw, index + 1);
      const path = `canaries.${kind}[${index}]`;
      if (row === undefined) throw invalid(path, refused.advice);
      if (!row.contacts.some((contact) => contact.channel === channel))
        throw invalid(path, `a canary needs a contact for ${channel}, the first step`);
      return { kind, row };
    };
  return [...live.map(read("live")), ...dead.map(read("dead"))];
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("campaign/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
