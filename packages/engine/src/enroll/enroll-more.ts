import { ConfigError, type DroppedContact, type Ledger, type Refusal } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { LiveVersion } from "../base/versions.ts";
import { type EnrollRowsInput, enrollRows } from "./enroll-rows.ts";
import { numbered } from "./start-campaign.ts";

export interface Checked {
  readonly rows: number;
  readonly refused: number;
  /** Refused rows with reason and advice. `line` is the number of the row, from 1. */
  readonly refusals: readonly Refusal[];
  /** Malformed addresses that were dropped because the recipient has another, valid address. */
  readonly dropped: readonly LeftOut[];
}

export interface LeftOut extends DroppedContact {
  readonly line: number;
  readonly key: string;
}

export interface Enrolled extends Checked {
  readonly enrolled: number;
}

export interface Growing extends LiveVersion {
  readonly ledger: Ledger;
}

export async function enrollMore(
  context: EngineContext,
  { stored, compiled, ledger }: Growing,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  how: Pick<EnrollRowsInput, "db" | "isTrial"> = {},
): Promise<Enrolled> {
  refuseGrowth(ledger, compiled.definition.audience?.mode);
  const refusals: Refusal[] = [];
  const dropped: LeftOut[] = [];
  const totals = await enrollRows(context, {
    loaded: compiled,
    defined: { campaign: stored.campaign, version: stored.version },
    tenant: ledger.tenant,
    importId: `rows:${context.runtime.id()}`,
    source: numbered(rows),
    onDropped: (contact, { line, key }) => dropped.push({ line, key, ...contact }),
    onRefused: ({ line, key, reason, advice }) => refusals.push({ line, key, reason, advice }),
    ...how,
  });
  return { rows: totals.rows, enrolled: totals.enrolled, refused: totals.refused, refusals, dropped };
}

function refuseGrowth({ name, state }: Ledger, mode: "open" | "closed" = "closed"): void {
  if (mode !== "open") {
    const message = `the audience of ${name} is closed: write audience.mode: open so that recipients can be added`;
    throw new ConfigError("campaign/invalid", message);
  }
  if (state === "closed" || state === "cancelling" || state === "cancelled") {
    throw new ConfigError("campaign/not-running", `campaign ${name} is ${state}: no recipient can be added`);
  }
}
