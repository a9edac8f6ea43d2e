/** What tests need to give the watch learned models before a campaign. */
export { keep, MIGRATIONS } from "./kept.ts";
export { lognormalModel } from "./latency-model.ts";
