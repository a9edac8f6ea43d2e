import { ConfigError, type ConfigErrorCode, type LanesAnswer, type Plan } from "@relance/spec";
import type { LaneScope, Steerable } from "./lane-orders.ts";

/**
 * The lanes that an order is about, as the store is asked: all of them at once, or with a slice step by step, for only some
 * steps are sent to such addresses.
 * @throws {ConfigError} `campaign/step-unknown`, `config/provider-unknown`, `campaign/slice-unknown`, each naming what there is
 */
export async function lanesNamed(
  { context: { store }, ledger: { campaign }, plan }: Steerable,
  { step, provider, slice }: LaneScope,
  via: string | undefined,
): Promise<readonly LaneScope[]> {
  const { lanes, slices } = await store.lanes(campaign);
  const known = (field: "planned") => [...new Set(lanes.map((lane) => lane[field]))];
  if (step !== undefined && plan.steps[step] === undefined)
    throw unknown("campaign/step-unknown", `there is no step ${step + 1}`, stepNames(plan));
  for (const one of [provider, via])
    if (one !== undefined && !known("planned").includes(one))
      throw unknown(
        "config/provider-unknown",
        `no step of the campaign is sent over ${one}`,
        known("planned"),
      );
  const matching = lanes.filter(
    (lane) =>
      lane.slice === undefined &&
      (step === undefined || lane.step === step) &&
      (provider === undefined || lane.planned === provider),
  );
  if (matching.length === 0)
    throw unknown("config/provider-unknown", `step ${(step ?? 0) + 1} is not sent over ${provider}`, [
      ...new Set(lanes.filter((lane) => lane.step === step).map(({ planned }) => planned)),
    ]);
  if (slice === undefined) return [{ step, provider }];
  return stepsOf(plan, matching, slices, slice).map((one) => ({ step: one, provider, slice }));
}

function stepsOf(
  { steps }: Plan,
  lanes: LanesAnswer["lanes"],
  slices: readonly string[],
  slice: string,
): readonly number[] {
  const isNumber = (text: string) => /^\+?\d+$/.test(text);
  const isSentTo = (step: number, name: string) => (steps[step]?.channel === "sms") === isNumber(name);
  const all = [...new Set(lanes.map(({ step }) => step))];
  const some = slices.includes(slice) ? all.filter((step) => isSentTo(step, slice)) : [];
  if (some.length > 0) return some;
  const here = slices.filter((name) => all.some((step) => isSentTo(step, name)));
  throw unknown(
    "campaign/slice-unknown",
    `nobody of the slice ${slice} was written to here`,
    here.toSorted(),
  );
}

function stepNames({ steps }: Plan): readonly string[] {
  return steps.map(({ channel }, step) => `${step + 1} (${channel})`);
}

function unknown(code: ConfigErrorCode, said: string, known: readonly string[]): ConfigError {
  const there = known.length === 0 ? "there is none yet" : `there is ${known.join(", ")}`;
  return new ConfigError(code, `${said}: ${there}`);
}
