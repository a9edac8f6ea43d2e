import { type SealAnswer, type SealInput, StoreError } from "@relance/spec";
import { lockCampaign, setCampaignState, startCampaign } from "../campaigns/campaigns.ts";
import { COUNTER, LINE } from "../counts/counters.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const SUMS = `select count(*) as chunks, coalesce(sum(new), 0) as new, coalesce(sum(same), 0) as same,
  coalesce(sum(contact_changed), 0) as changed, coalesce(sum(repeated), 0) as repeated,
  coalesce(sum(refused), 0) as refused from chunks where import = $1 and seq < $2`;

/**
 * Closes an import once all its chunks are there, and opens the gates. Repeating it gives the same totals.
 * @throws {StoreError} `store/import-incomplete`
 */
export async function seal(work: Work, { campaign, importId, chunks, start = true }: SealInput): Promise<SealAnswer> {
  const state = await lockCampaign(work, campaign);
  const known = await work.sql.one<{ id: number; sealed: string | null }>(
    "select id, sealed from imports where campaign = $1 and name = $2",
    campaign,
    importId,
  );
  const totals = known?.sealed
    ? (JSON.parse(known.sealed) as SealAnswer)
    : await total(work, campaign, known?.id, chunks);
  if (known !== undefined)
    await work.sql.run("update imports set sealed = $1 where id = $2", JSON.stringify(totals), known.id);
  const isUnsealed = state === "draft" || state === "enrolling";
  if (isUnsealed) await setCampaignState(work, campaign, "sealed", "campaign.sealed");
  if (start && (isUnsealed || state === "sealed")) await startCampaign(work, campaign);
  return totals;
}

const ENROLLED = `select coalesce(sum(n), 0)::bigint from all_counters c
  where campaign = $1 and (kind = ${COUNTER.lines} and a = ${LINE.new})`;

async function total(work: Work, campaign: number, source: number | undefined, chunks: number): Promise<SealAnswer> {
  const sums = source === undefined ? undefined : await work.sql.one<ImportSums>(SUMS, source, chunks);
  return importTotals(sums, chunks, numberAt((await work.sql.row(ENROLLED, campaign)) ?? [0], 0));
}

/** What the chunks of one import add up to. */
interface ImportSums {
  readonly chunks: number;
  readonly new: number;
  readonly same: number;
  readonly changed: number;
  readonly repeated: number;
  readonly refused: number;
}

/**
 * The totals of an import whose chunks are all there. `everybody` = people of the campaign.
 * @throws {StoreError} `store/import-incomplete`
 */
function importTotals(sums: ImportSums | undefined, chunks: number, everybody: number): SealAnswer {
  if (sums === undefined || sums.chunks !== chunks) {
    const found = sums?.chunks ?? 0;
    throw new StoreError("store/import-incomplete", `${found} of ${chunks} chunks of the import are there`);
  }
  const enrolled = sums.new + sums.same + sums.changed;
  return {
    lines: enrolled + sums.repeated + sums.refused,
    enrolled,
    repeated: sums.repeated,
    refused: sums.refused,
    removed: Math.max(0, everybody - enrolled),
  };
}
