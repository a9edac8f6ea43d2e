import { stepOf } from "@relance/rules";
import { ConfigError, type ConfigErrorCode, type LanesAnswer, type Plan } from "@relance/spec";
import type { LaneScope, Steerable } from "./lane-orders.ts";
import { isPrefix, isSliceName } from "./slice-name.ts";

const ADVICE =
  "write a plus and four digits such as +3363, or the whole host of mailboxes or of a push service such as example.org";

export interface NamedLanes {
  /** As the store is asked. */
  readonly scopes: readonly LaneScope[];
  /** Nobody of the slice that it names was written to yet: it holds for whoever is. */
  readonly isUnseen: boolean;
}

/**
 * The lanes that an order is about, as the store is asked: all of them at once, or with a slice step by step, for only some
 * steps are sent to such addresses.
 * @throws {ConfigError} `campaign/step-unknown`, `config/provider-unknown`, `campaign/slice-unknown`, each naming what there is
 */
export async function lanesNamed(
  { context: { store }, ledger: { campaign }, plan }: Steerable,
  { step, provider, slice }: LaneScope,
  via: string | undefined,
): Promise<NamedLanes> {
  const { lanes, slices } = await store.lanes(campaign);
  const known = (field: "planned") => [...new Set(lanes.map((lane) => lane[field]))];
  if (step !== undefined && stepOf(plan, step) === undefined)
    throw unknown("campaign/step-unknown", `there is no step ${step}`, stepNames(plan));
  for (const one of [provider, via])
    if (one !== undefined && !known("planned").includes(one))
      throw unknown("config/provider-unknown", `no step of the campaign is sent over ${one}`, known("planned"));
  const matching = lanes.filter(
    (lane) =>
      lane.slice === undefined &&
      (step === undefined || lane.step === step) &&
      (provider === undefined || lane.planned === provider),
  );
  if (matching.length === 0)
    throw unknown("config/provider-unknown", `step ${step} is not sent over ${provider}`, [
      ...new Set(lanes.filter((lane) => lane.step === step).map(({ planned }) => planned)),
    ]);
  if (via !== undefined) refuseNoWay(lanes, matching, provider, via);
  if (slice === undefined) return { scopes: [{ step, provider }], isUnseen: false };
  const scopes = stepsOf(plan, matching, slices, slice).map((one) => ({ step: one, provider, slice }));
  return { scopes, isUnseen: !slices.includes(slice) };
}

/** People are led to a later place of their route only: over any other the order would stop them, and say that they leave. */
function refuseNoWay(
  lanes: LanesAnswer["lanes"],
  matching: LanesAnswer["lanes"],
  provider: string | undefined,
  via: string,
): void {
  const behind = matching.flatMap((lane) =>
    lanes
      .slice(lanes.indexOf(lane) + 1)
      .filter(({ step, slice }) => step === lane.step && slice === undefined)
      .map(({ planned }) => planned),
  );
  if (behind.includes(via)) return;
  const ways = [...new Set(behind)].filter((way) => way !== provider);
  const said = ways.length === 0 ? "is the last of its route" : `has ${ways.join(", ")} behind it`;
  throw new ConfigError(
    "config/provider-unknown",
    `nobody is led over ${via}, for only those behind in the same step's route can be: ${provider ?? "each provider"} ${said}`,
  );
}

/** The steps that are sent to such addresses; somebody who steers beforehand may name a slice that nobody is in yet. */
function stepsOf(plan: Plan, lanes: LanesAnswer["lanes"], slices: readonly string[], slice: string): readonly number[] {
  const isSentTo = (step: number, name: string) => (stepOf(plan, step)?.channel === "sms") === isPrefix(name);
  const all = [...new Set(lanes.map(({ step }) => step))];
  const some = slices.includes(slice) || isSliceName(slice) ? all.filter((step) => isSentTo(step, slice)) : [];
  if (some.length > 0) return some;
  const here = slices.filter((name) => all.some((step) => isSentTo(step, name)));
  throw unknown(
    "campaign/slice-unknown",
    isSliceName(slice) ? `nobody of the slice ${slice} is written to here` : `${slice} is no slice: ${ADVICE}`,
    here.toSorted(),
  );
}

function stepNames({ steps }: Plan): readonly string[] {
  return steps.map(({ channel }, k) => `${k + 1} (${channel})`);
}

function unknown(code: ConfigErrorCode, said: string, known: readonly string[]): ConfigError {
  const there = known.length === 0 ? "there is none yet" : `there is ${known.join(", ")}`;
  return new ConfigError(code, `${said}: ${there}`);
}
