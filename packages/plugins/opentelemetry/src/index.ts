/** OpenTelemetry spans of campaigns, messages and receipts, and metrics of a gateway. */
export { openTelemetry } from "./open-telemetry.ts";
export { type TraceOptions, traced } from "./traced.ts";
export { type StartsCampaigns, tracedGateway } from "./traced-gateway.ts";
