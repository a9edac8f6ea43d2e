/** Forecasts a campaign before its start: who is reached and when, who has too little time, and the cost. */
export type { PlannedLinks } from "./count-texts.ts";
export type { CampaignForecast, ForecastStep } from "./forecast.ts";
export { type PlanCampaignOptions, type PlannedProvider, planCampaign } from "./plan-campaign.ts";
export { type PlanOptions, placeholderLinks, planWith } from "./plan-with.ts";
