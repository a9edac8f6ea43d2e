/** OpenTelemetry metrics of a gateway. */
export { openTelemetry } from "./open-telemetry.ts";
