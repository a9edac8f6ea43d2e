import type { Alerts } from "relance";
import { Webhook } from "standardwebhooks";

/** Goes into defineGateway({ …, observe: { alerts: alerts() } }). */
export function alerts(): Alerts {
  return {
    webhook: { url: "https://hooks.example.org/relance", secret: process.env.ALERT_SECRET },
    email: { to: ["ops@example.org"] },
    sms: { to: ["+33639981234"] },
    from: "warn",
  };
}

/** At hooks.example.org: throws for whatever we have not signed, or that is older than five minutes. */
export function readAlert(body: string, headers: Record<string, string>, secret: string): string {
  const { type, data } = new Webhook(secret).verify(body, headers) as {
    type: string;
    data: { incident: number; fact: string };
  };
  return `${type} ${data.incident}: ${data.fact}`;
}
