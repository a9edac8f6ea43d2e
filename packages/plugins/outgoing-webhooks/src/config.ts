import { EVENT_KINDS, type EventKind, nearName, type PostAddress } from "@relance/spec";
import { z } from "zod";

const MOST_TOGETHER = 500;
const BATCH = `write a whole number from 1 to ${MOST_TOGETHER}`;
const USUAL = EVENT_KINDS.filter((kind) => !/^(attempt|incident)\./.test(kind));
const NAMES = "name webhooks with letters, digits and dashes";

export interface OutgoingWebhook extends PostAddress {
  /** The kinds of events to send. @default all kinds except attempts and incidents */
  readonly events?: readonly EventKind[] | undefined;
  /** Sends only events of campaigns with this name. @default events of all campaigns and of `send()` */
  readonly campaign?: string | undefined;
  /** Maximum number of events per request, up to 500. @default one event per request */
  readonly batch?: number | undefined;
}

const event = z.enum(EVENT_KINDS, {
  error: ({ input }) => {
    const near = nearName(String(input), EVENT_KINDS);
    return near === undefined
      ? `write one of ${EVENT_KINDS.join(", ")}`
      : `there is no such kind of event; did you mean ${near}?`;
  },
});

const webhook = z.strictObject(
  {
    url: z.string("write an address such as https://hooks.example.org/relance"),
    secret: z.string("write a text").optional(),
    allowPrivate: z.boolean("write true or false").optional(),
    events: z.array(event).min(1, 'name at least one kind, such as "enrollment.acknowledged"').optional(),
    campaign: z.string().min(1, "write the name of a campaign").optional(),
    batch: z.int(BATCH).min(1, BATCH).max(MOST_TOGETHER, BATCH).optional(),
  },
  { error: ({ code }) => (code === "invalid_type" ? "write { url, secret }" : undefined) },
);

export type OutgoingWebhooksConfig = Readonly<Record<string, OutgoingWebhook>>;

export const config: z.ZodType<OutgoingWebhooksConfig, OutgoingWebhooksConfig> = z
  .record(z.string(), webhook as z.ZodType<OutgoingWebhook, OutgoingWebhook>)
  .superRefine((webhooks, { addIssue }) => {
    for (const name of Object.keys(webhooks))
      if (!/^[a-z0-9-]{1,40}$/i.test(name)) addIssue({ code: "custom", path: [name], message: NAMES });
  });

export interface Webhook extends Pick<OutgoingWebhook, "campaign" | "batch"> {
  readonly name: string;
  readonly kinds: ReadonlySet<EventKind>;
}

export function readWebhooks(webhooks: OutgoingWebhooksConfig): readonly Webhook[] {
  return Object.entries(webhooks).map(([name, { events = USUAL, campaign, batch }]) => {
    return { name, kinds: new Set(events), campaign, batch };
  });
}
