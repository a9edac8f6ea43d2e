/** Evidence of one gateway: commits to messages, seals events, and reads what is sealed. */
export { messageCommitment } from "./message-commitment.ts";
export { type CampaignEvidence, campaignEvidence, readSealing, sealingChore } from "./sealer.ts";
