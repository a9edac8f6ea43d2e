/** Commands name campaigns as alerts do. */
export { type CampaignIdentity, identityWords } from "@relance/core";
