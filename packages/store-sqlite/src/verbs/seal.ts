import type { SealAnswer, SealInput } from "@relance/spec";
import { type ImportSums, importTotals } from "@relance/store";
import { campaignState, setCampaignState, startCampaign } from "../campaigns/campaigns.ts";
import type { Work } from "../transaction/work.ts";

const SUMS = `select count(*) as chunks, coalesce(sum(new), 0) as new, coalesce(sum(same), 0) as same,
  coalesce(sum(contact_changed), 0) as changed, coalesce(sum(repeated), 0) as repeated,
  coalesce(sum(refused), 0) as refused from chunks where import = ? and seq < ?`;

/**
 * Closes an import once all its chunks are there, and opens the gates. Repeating it gives the same totals.
 * @throws {StoreError} `store/import-incomplete`
 */
export function seal(work: Work, { campaign, importId, chunks, start = true }: SealInput): SealAnswer {
  const { sql } = work;
  const known = sql.one<{ id: number; sealed: string | null }>(
    "select id, sealed from imports where campaign = ? and name = ?",
    campaign,
    importId,
  );
  const totals = known?.sealed
    ? (JSON.parse(known.sealed) as SealAnswer)
    : total(work, campaign, known?.id, chunks);
  if (known !== undefined)
    sql.run("update imports set sealed = ? where id = ?", JSON.stringify(totals), known.id);
  const state = campaignState(sql, campaign);
  if (state === "draft" || state === "enrolling")
    setCampaignState(work, campaign, "sealed", "campaign.sealed");
  if (start && (state === "draft" || state === "enrolling" || state === "sealed"))
    startCampaign(work, campaign);
  return totals;
}

function total(work: Work, campaign: number, source: number | undefined, chunks: number): SealAnswer {
  const sums = source === undefined ? undefined : work.sql.one<ImportSums>(SUMS, source, chunks);
  const everybody = work.sql.row(
    "select coalesce(sum(n), 0) from counters where campaign = ? and kind = 0 and a = 0",
    campaign,
  );
  return importTotals(sums, chunks, Number(everybody?.[0] ?? 0));
}
