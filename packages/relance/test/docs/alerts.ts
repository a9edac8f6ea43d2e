import type { AlertsConfig } from "@relance/alerts";
import type { Relance } from "relance";
import { Webhook } from "standardwebhooks";

/** Pass it to defineConfig({ …, plugins: [watch(), alerts(alertsConfig(office))] }); `office` is a second gateway with its own mail provider. */
export function alertsConfig(office: Relance): AlertsConfig {
  return {
    webhook: { url: "https://hooks.example.org/relance", secret: process.env.ALERT_SECRET },
    call: ({ id, subject, text }) =>
      office.send({
        idempotencyKey: id,
        recipient: { key: "ops", contacts: { email: "ops@example.org" } },
        steps: [{ channel: "email", content: { subject, text } }],
      }),
    from: "warn",
  };
}

/** Runs at hooks.example.org. Throws if relance did not sign the body, or if the body is older than five minutes. */
export function readAlert(body: string, headers: Record<string, string>, secret: string): string {
  const { type, data } = new Webhook(secret).verify(body, headers) as {
    type: string;
    data: { incident: number; fact: string };
  };
  return `${type} ${data.incident}: ${data.fact}`;
}
