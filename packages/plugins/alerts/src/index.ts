/** Reports incidents to operators. */
export { alerts } from "./alerter.ts";
export type { AlertCall, AlertsConfig, AlertText } from "./alerts-config.ts";
