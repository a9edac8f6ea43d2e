import type { EventKind, OutgoingWebhook } from "relance";
import { Webhook } from "standardwebhooks";

/** Goes into defineConfig({ …, webhooks: webhooks() }). */
export function webhooks(): Record<string, OutgoingWebhook> {
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

interface Told {
  readonly type: EventKind;
  readonly data: { readonly id: string; readonly key?: string; readonly version?: number };
}

/** At crm.example.org: what is known of each person, and up to which version. */
export class People {
  readonly #seen = new Map<string, { readonly version: number; readonly type: EventKind }>();

  /** Throws for whatever we have not signed, or that is older than five minutes. Repeats change nothing. */
  hear(body: string, headers: Record<string, string>, secret: string): void {
    const { type, data } = new Webhook(secret).verify(body, headers) as Told;
    const { key, version = 0 } = data;
    if (key === undefined || version <= (this.#seen.get(key)?.version ?? -1)) return; // seen, or overtaken
    this.#seen.set(key, { version, type });
  }

  last(key: string): EventKind | undefined {
    return this.#seen.get(key)?.type;
  }
}
