/** Notices silent loss from accepts and receipts alone. Pure functions: values in, verdict out; no clock, no I/O. */

export { LATENCY_BINS, latencyBin, lowerEdge, upperEdge } from "@relance/spec";
export * from "./answer-sums.ts";
export * from "./compare-shares.ts";
export * from "./flow-bins.ts";
export * from "./judge-acknowledgements.ts";
export * from "./judge-beside.ts";
export * from "./judge-flow.ts";
export * from "./judge-pilot.ts";
export * from "./judge-refusals.ts";
export * from "./judge-vendors.ts";
export * from "./latency-model.ts";
export * from "./learn-model.ts";
export * from "./loss-likelihood.ts";
export * from "./narrowest.ts";
export * from "./observation.ts";
export * from "./proven-share.ts";
export * from "./quiet-hours.ts";
export * from "./silence.ts";
export * from "./unheard.ts";
export * from "./verdict.ts";
