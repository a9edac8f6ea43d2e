/** The view model of a campaign: progress, results, and receipts. */
export { CampaignStory, type StoryLook } from "./campaign-story.ts";
export { confirming } from "./confirming.ts";
export { csvLine } from "./csv-line.ts";
export { type ExportFormat, exportLines } from "./export-lines.ts";
export { exposureOf } from "./exposure.ts";
export { hearEvents } from "./hear-events.ts";
export { type LedgerSums, ledgerSums, type Sum } from "./ledger-sums.ts";
export { CELL_MS, CELLS, type LiveCampaign, type LiveFlow, type LiveLook, sumOf } from "./live-campaign.ts";
export { LiveBins } from "./live-flows.ts";
export { createLiveReader } from "./live-reader.ts";
export { answeredShares, isLive, minutesLeft, type Reach, reachOf, relativeTo } from "./reach.ts";
export { receiptsOf } from "./read-receipts.ts";
export * from "./report.ts";
export { stepReach } from "./step-reach.ts";
