/** Forecasts a campaign before its start: who is reached and when, whose time is short, what it costs. */
export type { PlannedLinks } from "./count-texts.ts";
export type { CampaignForecast, ForecastStep } from "./forecast.ts";
export { type PlanCampaignOptions, type PlannedProvider, planCampaign } from "./plan-campaign.ts";
