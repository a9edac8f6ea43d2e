/** Shared types, states and errors of relance, without side effects. */
export * from "./campaign.ts";
export { HELP_WORDS, START_WORDS, STOP_WORDS } from "./carrier-words.ts";
export * from "./channel/address-forms.ts";
export * from "./channel/channels.ts";
export * from "./channel/content-parts.ts";
export * from "./channel/description.ts";
export {
  addChannels,
  CONTACTS_PER_CHANNEL,
  carriesReplies,
  channelNumbered,
  channelOf,
  channelOfProvider,
  channels,
  derivedText,
  describedChannels,
  indexText,
  isBuiltIn,
  isChannel,
  MAX_DESTINATION,
  openAddress,
} from "./channel/registry.ts";
export * from "./definition.ts";
export { DURATION, parseDuration } from "./duration.ts";
export * from "./errors/config-error.ts";
export * from "./errors/message-error.ts";
export * from "./errors/provider-error.ts";
export * from "./errors/relance-error.ts";
export * from "./errors/store-error.ts";
export * from "./errors/webhook-error.ts";
export * from "./event.ts";
export { parseExpected, unexpectedCount } from "./expected-count.ts";
export * from "./gateway-port.ts";
export * from "./inbound.ts";
export * from "./instants.ts";
export * from "./kept-text.ts";
export {
  cannotBeSetUp,
  checkOptions,
  namesOf,
  nearName,
  refuseProblems,
  refuseUnknownNames,
  unknownNames,
} from "./known-names.ts";
export * from "./latency-bins.ts";
export * from "./lateness.ts";
export * from "./message.ts";
export * from "./metrics.ts";
export * from "./money.ts";
export * from "./plan.ts";
export * from "./plugin/campaign-part.ts";
export * from "./plugin/plugin.ts";
export { actorName, isPlugin } from "./plugin/plugin-actor.ts";
export * from "./plugin/plugin-client.ts";
export * from "./plugin/plugin-schema.ts";
export * from "./plugin/watch-ports.ts";
export * from "./provider.ts";
export { type CampaignIdentity, identityWords, type Remedy, remediesOf, shellWord } from "./remedies.ts";
export * from "./runtime.ts";
export * from "./states.ts";
export * from "./store/budget.ts";
export * from "./store/codec.ts";
export * from "./store/control.ts";
export * from "./store/define.ts";
export * from "./store/deposit.ts";
export * from "./store/erase.ts";
export * from "./store/event-details.ts";
export * from "./store/inbound.ts";
export * from "./store/lease.ts";
export * from "./store/operator-words.ts";
export * from "./store/plugin-sql.ts";
export * from "./store/queues.ts";
export * from "./store/read.ts";
export * from "./store/seals.ts";
export * from "./store/store.ts";
export * from "./store/transfer.ts";
export * from "./store/watch.ts";
export * from "./store/work.ts";
