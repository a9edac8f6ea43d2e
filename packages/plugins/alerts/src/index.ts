/** Reports incidents to operators. */
export { alerts } from "./alerts.ts";
export type { AlertCall, AlertsConfig, AlertText } from "./alerts-config.ts";
