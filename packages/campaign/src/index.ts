/** Compiles campaign files, and contains the checks that `relance check` runs. */
export { isMobile, readAddress } from "./admit/read-address.ts";
export type { AttachedFiles } from "./attachments/compile-attachments.ts";
export { numberRows, readAudience } from "./audience/read-audience.ts";
export { SeenRows, textNumber } from "./audience/seen-rows.ts";
export { type AudienceSurvey, surveyAudience, tooLate } from "./audience/survey-audience.ts";
export { loadCampaign } from "./campaign/campaign-source.ts";
export { type CampaignCheck, type CheckCampaignOptions, checkCampaign } from "./campaign/check-campaign.ts";
export { compileCampaign, type LoadCampaignOptions } from "./campaign/compile-campaign.ts";
export { type DefineCampaignOptions, defineCampaign } from "./campaign/define-campaign.ts";
export type { CheckedProvider } from "./check/check-context.ts";
export { campaignSchema } from "./definition/campaign-schema.ts";
export { formatDuration } from "./definition/duration.ts";
export { parseInstant } from "./definition/instants.ts";
export { isCountry, isOfCountries } from "./definition/places.ts";
export { strict, text } from "./definition/strict-object.ts";
export { type ReadYaml, readYaml } from "./document/campaign-document.ts";
export { printCampaign } from "./document/print-campaign.ts";
export { compilePlan } from "./plan/compile-plan.ts";
export type { ProviderFacts, ProviderFactsOf } from "./plan/provider-facts.ts";
export { readCarrierHours } from "./plan/provider-facts.ts";
export {
  type CodeTemplate,
  type CodeTemplateInput,
  type CodeTemplates,
  defineTemplates,
} from "./templates/code-template.ts";
export { checkContent } from "./templates/content-limits.ts";
export { countSegments, type SegmentCount } from "./templates/count-segments.ts";
export type { TemplateSources } from "./templates/template-book.ts";
export type { Condition, ConditionColumns } from "./typed/condition-builder.ts";
export { type DefineTyped, defineTyped } from "./typed/typed-campaign.ts";
export type { ProviderNames, TypedAnswers, TypedDefinition } from "./typed/typed-definition.ts";
