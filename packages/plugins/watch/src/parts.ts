/** Lets tests store learned models before a campaign starts. */
export { keep, MIGRATIONS } from "./kept.ts";
export { lognormalModel } from "./latency-model.ts";
