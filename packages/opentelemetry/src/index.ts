/** OpenTelemetry spans of campaigns, of messages, and of what comes back about them. */
export { type TraceOptions, traced } from "./traced.ts";
export { type StartsCampaigns, tracedGateway } from "./traced-gateway.ts";
