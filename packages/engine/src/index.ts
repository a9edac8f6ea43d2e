/** The engine: campaigns, dispatch, receipts, acknowledgements, escalation, audit, events. */

export type {
  AlreadyDoneQuestion,
  AskAlreadyDone,
  Delivery,
  EngineOptions,
  ReplyOptions,
  SendGuardOptions,
} from "./base/engine-options.ts";
export { keptContent } from "./base/kept-content.ts";
export type { Outcome, OutcomeOptions } from "./base/outcomes.ts";
export { readIncidents } from "./base/read-incidents.ts";
export type { ReplyTexts, ReplyTextsOverride } from "./base/reply-texts.ts";
export { rowsOf } from "./base/rows-of.ts";
export type { BudgetOptions } from "./budget/change-budget.ts";
export type { Amended } from "./campaign/amend-campaign.ts";
export type { CampaignHandle } from "./campaign/campaign-handle.ts";
export type { OpenOptions } from "./campaign/open-campaign.ts";
export type { ExtendOptions, Ordered, RecipientOrder, Removed } from "./campaign/order-people.ts";
export type { InTransaction } from "./deposit/deposit.ts";
export { createEngine, type Engine } from "./engine.ts";
export { refuseUnexpected } from "./enroll/refuse-campaign.ts";
export type { Rescheduled } from "./enroll/reschedule.ts";
export type { StartOptions } from "./enroll/start-campaign.ts";
export type { Erased, EraseOptions } from "./erase/erase-people.ts";
export type { EventHandler } from "./events/subscription.ts";
export { readSealing } from "./evidence/sealer.ts";
export { csvLine } from "./export/csv-line.ts";
export { type ExportFormat, exportLines } from "./export/export-lines.ts";
export type { ProviderCause, ProviderCondition, ProviderState } from "./incidents/provider-state.ts";
export type { VendorAddress, VendorAddresses } from "./ingress/vendor-addresses.ts";
export type { CampaignError, CampaignFacts, CampaignViews } from "./live/campaign-views.ts";
export type { PersonMessage } from "./live/person-messages.ts";
export { type PlanningFacts, placeholderLinks } from "./plan/planning-facts.ts";
export type { ContactsByChannel, SendOnMissingReceipt, SendStep } from "./send/read-request.ts";
export type { SendAnswer, SendInput } from "./send/send-one.ts";
export type {
  Paused,
  PauseEffect,
  PauseOptions,
  PauseScope,
  QueueOptions,
  QueueScope,
  Resumed,
  ResumeOptions,
  Steered,
  ThrottleOptions,
} from "./steer/queue-orders.ts";
export { steeringWords } from "./steer/steering-words.ts";
export type { SuppressionEntry, SuppressionList } from "./suppress/suppression-list.ts";
export type { Pulse } from "./worker/worker-tasks.ts";
