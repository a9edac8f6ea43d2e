/** The engine: campaigns, dispatch, receipts, acknowledgements, escalation, audit, events. */

export type { AlertLetter, AlertLevel, AlertOptions, AlertPeople } from "./alerts/alert-options.ts";
export { type AlertGap, alertGaps } from "./alerts/alert-ways.ts";
export type { BudgetOptions } from "./budget/move-budget.ts";
export type { Amended } from "./campaign/amend-campaign.ts";
export type { CampaignHandle } from "./campaign/campaign-handle.ts";
export type { ExtendOptions, Order, Ordered, SeenPerson } from "./campaign/order-people.ts";
export { canaryName, isCanaries } from "./canaries/canary-campaign.ts";
export type { InTransaction } from "./deposit/deposit.ts";
export { keptContent } from "./dispatch/kept-content.ts";
export { checkMasters } from "./encryption/check-masters.ts";
export { type EncryptedStore, encryptedStore } from "./encryption/encrypted-store.ts";
export type { EncryptionContext } from "./encryption/encryption-context.ts";
export type {
  DataKey,
  NewPersonKey,
  OwnedKey,
  PersonalCipher,
  PersonalKind,
} from "./encryption/personal-cipher.ts";
export { createEngine, type Engine } from "./engine.ts";
export type {
  AlreadyDoneQuestion,
  AskAlreadyDone,
  Delivery,
  EngineOptions,
  LogLine,
  ReplyOptions,
  UsualReceipts,
} from "./engine-options.ts";
export { type AudienceTotals, refuseUnexpected } from "./enroll/refuse-unexpected.ts";
export type { StartOptions } from "./enroll/start-campaign.ts";
export type { EventHandler } from "./events/subscription.ts";
export { readSealing, type Sealing } from "./evidence/read-sealing.ts";
export { csvLine } from "./export/csv-line.ts";
export { type ExportFormat, exportLines } from "./export/export-lines.ts";
export type { ForgetOptions, Forgotten } from "./forget/forget-people.ts";
export { type CampaignIdentity, identityWords } from "./incidents/identity-words.ts";
export type { ProviderCause, ProviderCondition, ProviderState } from "./incidents/provider-state.ts";
export { readIncidents } from "./incidents/read-incidents.ts";
export { readProviderStates } from "./incidents/read-provider-states.ts";
export { type Remedy, remediesOf } from "./incidents/remedies.ts";
export { answeredShares, relativeTo } from "./live/answered-shares.ts";
export type { CampaignError } from "./live/campaign-errors.ts";
export type { CampaignStory, StoryLook } from "./live/campaign-story.ts";
export type { CampaignFacts, CampaignViews } from "./live/campaign-views.ts";
export { type LedgerSums, ledgerSums, type Sum } from "./live/ledger-sums.ts";
export { LiveBins } from "./live/live-bins.ts";
export {
  CELL_MS,
  CELLS,
  type LiveCampaign,
  type LiveLook,
  type LiveSlice,
  sumOf,
} from "./live/live-campaign.ts";
export { minutesLeft } from "./live/minutes-left.ts";
export type { PersonMessage } from "./live/person-messages.ts";
export { isLive, type Reach, reachOf } from "./live/reach.ts";
export { createLiveReader } from "./live/read-live.ts";
export type { WebhookConsumer, WebhookLetter } from "./outgoing/webhook-consumer.ts";
export type { ReplayFrom, WebhookState, Webhooks } from "./outgoing/webhook-desk.ts";
export { type PlanningFacts, placeholderLinks } from "./plan/planning-facts.ts";
export { readReply } from "./record/read-reply.ts";
export type { ReplyTexts, ReplyTextsOverride } from "./reply/reply-texts.ts";
export { rowsOf } from "./rows-of.ts";
export type { ContactsByChannel } from "./send/read-recipient.ts";
export type { SendOnUnknown, SendStep } from "./send/read-steps.ts";
export type { SendAnswer, SendInput } from "./send/send-one.ts";
export type {
  LaneOptions,
  LaneScope,
  PauseOptions,
  Resumed,
  ResumeOptions,
  Steered,
  ThrottleOptions,
} from "./steer/lane-orders.ts";
export { steeringWords } from "./steer/steering-words.ts";
export type { SuppressionEntry, SuppressionList } from "./suppress/suppression-list.ts";
export type { Pulse } from "./worker/turns.ts";
