export type { PlannedLinks } from "./count-texts.ts";
export type { CampaignForecast, ForecastStep } from "./forecast.ts";
export { type PlanCampaignOptions, type PlannedProvider, planCampaign } from "./plan-campaign.ts";
export { type PlanOptions, placeholderLinks, planWith } from "./plan-with.ts";
