/** The engine runs campaigns: it sends messages, processes receipts and acknowledgements, and escalates. */

export { REPLY_TEXTS } from "@relance/replies";
export { type Chore, type EngineContext, isLive, type Needs } from "./base/context.ts";
export type {
  AlreadyDoneQuestion,
  AskAlreadyDone,
  Delivery,
  EngineOptions,
  ReplyOptions,
  SendGuardOptions,
} from "./base/engine-options.ts";
export { keptContent } from "./base/kept-content.ts";
export { contactDigests } from "./base/keyed-hashes.ts";
export { leasedTask, peekLease } from "./base/leased-task.ts";
export { createLinks } from "./base/links.ts";
export type { Outcome, OutcomeOptions } from "./base/outcomes.ts";
export { within } from "./base/patience.ts";
export { checkKey, personKey } from "./base/person-key.ts";
export type { LiveVersion } from "./base/versions.ts";
export type { BudgetOptions } from "./budget/change-budget.ts";
export type { Amended } from "./campaign/amend-campaign.ts";
export type { CampaignHandle } from "./campaign/campaign-handle.ts";
export type { OpenOptions } from "./campaign/open-campaign.ts";
export type { ExtendOptions, OrderResult, RecipientOrder, Removed } from "./campaign/order-people.ts";
export type { InTransaction } from "./deposit/deposit.ts";
export { isUnreadable, writeAgain } from "./dispatch/write-again.ts";
export { createEngine, type Engine } from "./engine.ts";
export { refuseUnexpected } from "./enroll/refuse-campaign.ts";
export type { Rescheduled } from "./enroll/reschedule.ts";
export type { StartOptions } from "./enroll/start-campaign.ts";
export type { Erased, EraseOptions } from "./erase/erase-people.ts";
export type { EventHandler } from "./events/subscription.ts";
export {
  type ProviderCause,
  type ProviderCondition,
  type ProviderState,
  readProviderStates,
} from "./incidents/provider-state.ts";
export type { ContactsByChannel, SendOnMissingReceipt, SendStep } from "./send/read-request.ts";
export type { SendAnswer, SendInput } from "./send/send-one.ts";
export { readPace } from "./steer/keeper.ts";
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
