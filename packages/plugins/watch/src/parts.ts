/** Exports for tests, which store learned models before a campaign starts. */
export { lognormalModel } from "./latency-model.ts";
export { keep, MIGRATIONS } from "./stored-values.ts";
