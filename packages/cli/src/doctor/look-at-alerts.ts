import type { GatewayConfig } from "relance";
import { alertWarnings } from "../check/alert-gaps.ts";
import { type Diagnosis, ok, warn } from "./diagnosis.ts";

/** Whether an incident would reach anybody, and over what. */
export function lookAtAlerts(config: GatewayConfig): readonly Diagnosis[] {
  const { alerts } = config;
  if (alerts === undefined) return [warn("alerts", "nobody is told of incidents; set alerts")];
  const { webhook, email, sms } = alerts;
  const ways = [
    ...(webhook === undefined ? [] : ["webhook"]),
    ...(email === undefined ? [] : [`email to ${email.to.length}`]),
    ...(sms === undefined ? [] : [`SMS to ${sms.to.length}`]),
  ];
  const isCapture = config.delivery === undefined || config.delivery === "capture";
  const captured = isCapture && webhook === undefined ? [warn("alerts", "capture mode: none of them leaves")] : [];
  const gaps = alertWarnings(config).map(({ path, advice }) => warn("alerts", `${path}: ${advice}`));
  return [ok("alerts", ways.join(", ")), ...captured, ...gaps];
}
