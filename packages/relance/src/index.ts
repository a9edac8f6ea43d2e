/** What an application installs: how to open a gateway, and the words for what it takes and gives. */
export type { CampaignCheck, CampaignForecast } from "@relance/campaign";
export { checkCampaign, defineTemplates, loadCampaign } from "@relance/campaign";
export type {
  AlreadyDoneQuestion,
  CampaignHandle,
  ContactsByChannel,
  Delivery,
  EventHandler,
  ForgetOptions,
  Forgotten,
  InTransaction,
  LogLine,
  OpenOptions,
  Ordered,
  Outcome,
  OutcomeOptions,
  PauseOptions,
  ProviderState,
  ReplayFrom,
  ReplyOptions,
  ResumeOptions,
  SeenPerson,
  SendAnswer,
  StartOptions,
  SuppressionEntry,
  SuppressionList,
  WebhookState,
  Webhooks,
} from "@relance/core";
export type {
  AcknowledgeEvent,
  AcknowledgeResult,
  By,
  CallerDb,
  CampaignDefinition,
  CampaignReport,
  CanarySource,
  CapturedRow,
  CarrierHours,
  Channel,
  ChannelDescription,
  Channels,
  DepositResult,
  EnrollmentState,
  EventKind,
  Health,
  Ledger,
  LoadedCampaign,
  Person,
  PersonStatus,
  PriceList,
  Provider,
  RecipientRow,
  RelanceEvent,
  ReplyRow,
  RowOf,
  Step,
  Store,
} from "@relance/spec";
export { ConfigError, MessageError, ProviderError, RelanceError, StoreError, WebhookError } from "@relance/spec";
export { type SqliteStoreOptions, sqliteStore } from "@relance/store-sqlite";
export { socketAddress } from "@relance/webhooks";
export type { Alerts } from "./alerts/read-alerts.ts";
export { checkConfig, createGateway, type EngineOverrides } from "./create-gateway.ts";
export type { Gateway, GatewayLike, PlanOptions, SendOf, SendStepOf, Subscription } from "./gateway.ts";
export { type DefinedGateway, defineGateway, type GatewayConfig, type Providers } from "./gateway-config.ts";
export type { OutgoingWebhook } from "./outgoing/read-webhooks.ts";
export type { Log } from "./read-log.ts";
