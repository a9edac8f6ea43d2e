import {
  type AudienceLine,
  type CompiledCampaign,
  ConfigError,
  type Ledger,
  type StoredVersion,
} from "@relance/spec";
import type { EngineContext } from "../context.ts";
import type { InTransaction } from "../deposit/deposit.ts";
import { enrollLines } from "./enroll-lines.ts";
import { numbered } from "./start-campaign.ts";

/** What adding people came to. */
export interface Enrolled {
  readonly lines: number;
  readonly enrolled: number;
  readonly refused: number;
}

/**
 * Adds people to the open audience of a campaign, in its latest version.
 * @throws {ConfigError} `campaign/invalid`, `campaign/not-running`, `config/db-unsupported`
 */
export async function enrollMore(
  context: EngineContext,
  { stored, compiled }: { readonly stored: StoredVersion; readonly compiled: CompiledCampaign },
  ledger: Ledger,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  { db }: Partial<InTransaction> = {},
): Promise<Enrolled> {
  refuseGrowth(ledger, compiled.definition.audience?.mode);
  const source: AsyncIterable<AudienceLine> = numbered(rows);
  const importId = `rows:${context.runtime.id()}`;
  const defined = { campaign: stored.campaign, version: stored.version };
  const { tenant } = ledger;
  const totals = await enrollLines(context, { loaded: compiled, defined, tenant, importId, source, db });
  return { lines: totals.lines, enrolled: totals.enrolled, refused: totals.refused };
}

function refuseGrowth({ name, state }: Ledger, mode: "open" | "closed" = "closed"): void {
  if (mode !== "open") {
    throw new ConfigError(
      "campaign/invalid",
      `the audience of ${name} is closed: write audience.mode: open to let it grow`,
    );
  }
  if (state === "closed" || state === "cancelling" || state === "cancelled") {
    throw new ConfigError("campaign/not-running", `${name} is ${state}: nobody can be added`);
  }
}
