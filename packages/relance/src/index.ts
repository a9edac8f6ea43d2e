/** What an application installs. */
export type {
  CampaignForecast,
  ForecastDuplicates,
  ForecastPeople,
  ForecastProvider,
  ForecastSpill,
  ForecastStep,
  ForecastWarning,
  ForecastWave,
  PersonPreview,
  PlanCampaignOptions,
  PlannedProvider,
  PreviewStep,
} from "@relance/campaign";
export { checkCampaign, defineCampaign, loadCampaign, planCampaign, previewPerson } from "@relance/campaign";
export type {
  AlreadyDoneQuestion,
  Amended,
  CampaignHandle,
  ContactsByChannel,
  Delivery,
  EventHandler,
  ExtendOptions,
  ForgetOptions,
  Forgotten,
  InTransaction,
  LaneOptions,
  LaneScope,
  LogLine,
  Order,
  Ordered,
  PauseOptions,
  ProviderCause,
  ProviderCondition,
  ProviderState,
  ReplayFrom,
  ReplyOptions,
  ReplyTexts,
  Resumed,
  ResumeOptions,
  SeenPerson,
  SendAnswer,
  StartOptions,
  Steered,
  SuppressionEntry,
  SuppressionList,
  WebhookState,
  Webhooks,
} from "@relance/core";
export * from "@relance/spec";
export { type SqliteStoreOptions, sqliteStore } from "@relance/store-sqlite";
export { socketAddress } from "@relance/webhooks";
export type { AlertReceivers, Alerts, AlertWebhook } from "./alerts/alert-config.ts";
export { checkConfig, createGateway, type EngineOverrides } from "./create-gateway.ts";
export type { Campaigns, Gateway, GatewayLike, SendOf, SendStepOf } from "./gateway.ts";
export { defineGateway, type GatewayConfig, type Providers } from "./gateway-config.ts";
export type { OutgoingWebhook } from "./outgoing/webhook-config.ts";
export { readKept } from "./read-kept.ts";
export type { Log, Logger } from "./read-log.ts";
