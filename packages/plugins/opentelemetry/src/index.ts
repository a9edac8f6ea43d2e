/** OpenTelemetry spans of campaigns, messages and receipts, and metrics of a gateway. */
export { openTelemetryMetrics } from "./open-telemetry-metrics.ts";
export { type TraceOptions, traced } from "./traced.ts";
export { type StartsCampaigns, tracedGateway } from "./traced-gateway.ts";
