import type { WebhookConsumer, WebhookPayload } from "@relance/engine";
import { checkOptions, EVENT_KINDS, type EventKind, nearName, type PostAddress } from "@relance/spec";
import { invalid, type PostTarget, readPostTarget, signedPoster } from "./signed-poster.ts";

const MOST_TOGETHER = 500;
const KNOWN: readonly string[] = ["url", "secret", "allowPrivate", "events", "campaign", "batch"];
const USUAL = EVENT_KINDS.filter((kind) => !/^(attempt|incident)\./.test(kind));

export interface ReadWebhook {
  readonly name: string;
  readonly target: PostTarget;
  readonly kinds: ReadonlySet<EventKind>;
  readonly campaign: string | undefined;
  readonly batch: number | undefined;
}

/**
 * Checks the webhook settings: with a mistake, the caller's system would silently miss events.
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`
 */
export function readWebhooks(webhooks: Readonly<Record<string, OutgoingWebhook>> | undefined): readonly ReadWebhook[] {
  return Object.entries(webhooks ?? {}).map(([name, webhook]) => readOne(name, webhook));
}

function readOne(name: string, webhook: OutgoingWebhook): ReadWebhook {
  const path = `webhooks.${name}`;
  if (!/^[a-z0-9-]{1,40}$/i.test(name)) throw invalid(path, "name webhooks with letters, digits and dashes");
  if (typeof webhook !== "object" || webhook === null) throw invalid(path, "write { url, secret }");
  checkOptions(path, webhook, KNOWN);
  const { events = USUAL, campaign, batch } = webhook;
  if (!Array.isArray(events) || events.length === 0)
    throw invalid(`${path}.events`, 'name at least one kind, such as "enrollment.acknowledged"');
  const stranger = events.findIndex((kind) => !EVENT_KINDS.includes(kind));
  if (stranger >= 0) throw invalid(`${path}.events[${stranger}]`, kindAdvice(String(events[stranger])));
  if (campaign !== undefined && (typeof campaign !== "string" || campaign === ""))
    throw invalid(`${path}.campaign`, "write the name of a campaign");
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1 && batch <= MOST_TOGETHER))
    throw invalid(`${path}.batch`, `write a whole number from 1 to ${MOST_TOGETHER}`);
  return { name, target: readPostTarget(path, webhook), kinds: new Set(events), campaign, batch };
}

function kindAdvice(kind: string): string {
  const near = nearName(kind, EVENT_KINDS);
  return near === undefined ? `write one of ${EVENT_KINDS.join(", ")}` : `there is no such kind; did you mean ${near}?`;
}

/** One of your systems that receive events. */
export interface OutgoingWebhook extends PostAddress {
  /** @default kinds that change the status of a recipient or a campaign: all except those of single attempts and incidents */
  readonly events?: readonly EventKind[] | undefined;
  /** Only campaigns of this name. @default all, and single messages (`send`) */
  readonly campaign?: string | undefined;
  /** Most events per request, at most 500. @default each event is a separate request */
  readonly batch?: number | undefined;
}

/** Receives webhook payloads instead of HTTP, by the webhook's name; for tests. */
export type PostInstead = (webhook: string, payload: WebhookPayload) => Promise<void>;

/** A webhook in the engine's form. */
export function webhookConsumer(
  { target, ...consumer }: ReadWebhook,
  post: PostInstead | undefined,
): WebhookConsumer & { close(): Promise<void> } {
  if (post === undefined) return { ...consumer, ...signedPoster(target) };
  return { ...consumer, post: (payload) => post(consumer.name, payload), close: async () => {} };
}
