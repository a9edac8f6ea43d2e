/** OpenTelemetry spans of messages and of what comes back about them. */
export { type TraceOptions, traced } from "./traced.ts";
