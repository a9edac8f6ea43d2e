import type { EngineContext } from "@relance/engine";
import { allRows, checkOptions, nameAll, type RecipientRow } from "@relance/spec";
import type { CampaignReport, ReportOptions } from "../report.ts";
import { buildReport } from "./build-report.ts";
import { allUnreached } from "./list-unreached.ts";

export interface CampaignReading {
  /** Lists unreached recipients with their cause and contacts, most urgent first. `cause` selects one cause. */
  unreached(filter?: { readonly cause?: string | undefined }): AsyncIterable<RecipientRow>;
  /** Builds the report from all events. The report takes seconds, and about forty bytes of memory per recipient. */
  report(options?: ReportOptions): Promise<CampaignReport>;
}

const PAGE = 1_000;
const CAUSE = nameAll<NonNullable<Parameters<CampaignReading["unreached"]>[0]>>()("cause");
const REPORT = nameAll<ReportOptions>()("prices rehearsal");

/** Adds the methods for reports and lists to a campaign. */
export function campaignReading(context: EngineContext, campaign: number): CampaignReading {
  const { store } = context;
  return {
    unreached(filter = {}) {
      checkOptions("unreached", filter, CAUSE);
      const { cause } = filter;
      if (cause === undefined) return allUnreached(store, campaign);
      return allRows((cursor) => store.list({ campaign, unreached: true, cause, cursor, limit: PAGE }));
    },
    async report(options) {
      checkOptions("report", options, REPORT);
      return buildReport(context, campaign, options);
    },
  };
}
