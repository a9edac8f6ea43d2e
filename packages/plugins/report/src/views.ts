/** Views of campaigns on an engine: reports, lists, and the status of providers. */
export { deadlineText } from "./views/build-report.ts";
export { type CampaignReading, campaignReading } from "./views/campaign-reading.ts";
export {
  type CampaignError,
  type CampaignFacts,
  type CampaignViews,
  createCampaignViews,
  createLiveReader,
} from "./views/campaign-views.ts";
export type { PersonMessage } from "./views/person-messages.ts";
export type { VendorAddress, VendorAddresses } from "./views/vendor-addresses.ts";
