import type { OutgoingWebhooksConfig } from "@relance/outgoing-webhooks";
import type { EventKind } from "relance";
import { Webhook } from "standardwebhooks";

/** Pass it to defineConfig({ …, plugins: [watch(), outgoingWebhooks(webhooks())] }). */
export function webhooks(): OutgoingWebhooksConfig {
  return {
    crm: { url: "https://crm.example.org/relance", secret: process.env.CRM_SECRET },
    desk: {
      url: "https://desk.example.org/hooks/relance",
      secret: process.env.DESK_SECRET,
      campaign: "dunning",
      events: ["enrollment.exhausted", "enrollment.expired", "enrollment.replied"],
    },
  };
}

interface Payload {
  readonly type: EventKind;
  readonly data: { readonly id: string; readonly key?: string; readonly version?: number };
}

/** At crm.example.org: stores the latest event of each recipient, by version. */
export class People {
  readonly #seen = new Map<string, { readonly version: number; readonly type: EventKind }>();

  /** Throws for a body that relance did not sign, or that is older than five minutes. Repeats change nothing. */
  hear(body: string, headers: Record<string, string>, secret: string): void {
    const { type, data } = new Webhook(secret).verify(body, headers) as Payload;
    const { key, version = 0 } = data;
    if (key === undefined || version <= (this.#seen.get(key)?.version ?? -1)) return; // repeated, or out of order
    this.#seen.set(key, { version, type });
  }

  last(key: string): EventKind | undefined {
    return this.#seen.get(key)?.type;
  }
}
