/** The public package of relance. */

export { defineTemplates, loadCampaign } from "@relance/campaign";
export type {
  AlreadyDoneQuestion,
  ContactsByChannel,
  Delivery,
  Erased,
  EventHandler,
  InTransaction,
  OpenOptions,
  OrderResult,
  Outcome,
  ProviderState,
  RecipientOrder,
  SendAnswer,
  SendInput,
  StartOptions,
  SuppressionEntry,
  SuppressionList,
} from "@relance/engine";
export type { CampaignForecast, PlanOptions } from "@relance/forecast";
export type { CampaignReport } from "@relance/report";
export type {
  AcknowledgeEvent,
  AcknowledgeResult,
  Actor,
  CallerDb,
  CampaignDefinition,
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
  LogLine,
  PriceList,
  Provider,
  Recipient,
  RecipientRow,
  RecipientStatus,
  RelanceEvent,
  ReplyRow,
  RowOf,
  Step,
  Store,
} from "@relance/spec";
export { ConfigError, MessageError, ProviderError, RelanceError, StoreError, WebhookError } from "@relance/spec";
export { sqliteStore } from "@relance/store-sqlite";
export { socketAddress } from "@relance/webhooks";
export { checkConfig, createRelance } from "./create-relance.ts";
export { watch } from "./default-plugins.ts";
export type { CampaignHandle, Relance, RelanceLike, Subscription } from "./relance.ts";
export { type DefinedConfig, defineConfig, type Log, type Providers, type RelanceConfig } from "./relance-config.ts";
