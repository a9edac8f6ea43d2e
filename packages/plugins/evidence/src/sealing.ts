/** Evidence of one gateway: commits to messages, seals events, and exports the sealed events. */
export { messageCommitment } from "./message-commitment.ts";
export { type CampaignEvidence, campaignEvidence, readSealing, sealingChore } from "./sealer.ts";
