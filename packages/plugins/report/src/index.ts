/** The view model of a campaign: progress, results, and receipts. */
export { CampaignStory, type StoryLook } from "./campaign-story.ts";
export { csvLine, type ExportFormat, exportLines } from "./export-lines.ts";
export { type LedgerSums, ledgerSums, type Sum } from "./ledger-sums.ts";
export {
  addUp,
  CELL_MS,
  CELLS,
  LiveBins,
  type LiveCampaign,
  type LiveFlow,
  type LiveLook,
} from "./live.ts";
export { computeReach, isLive, minutesLeft, missingIn, missingReceipts, type Reach, sparkline } from "./reach.ts";
export * from "./report.ts";
export { inOrderOfUrgency } from "./urgency.ts";
