/** Simulates a whole campaign on a virtual clock, before the first message. */
export type { RehearsedConfig } from "./open-rehearsal.ts";
export type {
  Detection,
  Rehearsal,
  RehearsalProgress,
  RehearsedCalls,
  RehearsedForm,
  RehearsedOutcome,
  RehearsedProvider,
  RehearsedSample,
  RehearsedTimeline,
} from "./rehearsal.ts";
export { type RehearseOptions, rehearse } from "./rehearse.ts";
export { loadScenario, scenarioNames } from "./scenario/load-scenario.ts";
export type * from "./scenario/scenario.ts";
