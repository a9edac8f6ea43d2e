import { type Channel, type ConfirmationView, type Recipient, UNREADABLE_TEXT, WebhookError } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { contactDigests, storedName } from "../base/keyed-hashes.ts";
import type { LiveVersion } from "../base/versions.ts";
import { requiredFactor } from "./judge-factor.ts";

const DAY_MS = 86_400_000;
const LINKS_LIVE_MS: number = 90 * DAY_MS;

/** Replaces the hash of the link's contact if the recipient's data cannot be decrypted. */
const UNKNOWN = "unknown";

export interface Subject {
  readonly person: Recipient;
  readonly version: LiveVersion;
  /** Keyed hash of the contact to which the link was sent; absent if the link names no contact. */
  readonly via: string | undefined;
  readonly channel: Channel | undefined;
}

/** Returns the recipient of this store's token. @throws {WebhookError} `webhook/gone` if the link has expired */
export async function readSubject(context: EngineContext, token: string): Promise<Subject | undefined> {
  const link = context.links.acknowledgement(token);
  if (link === undefined) return undefined;
  const person = await context.store.read({ enrollment: link.enrollment });
  if (person === undefined || person.isForgotten) return undefined;
  const { linksLiveMs = LINKS_LIVE_MS } = context.options;
  if (person.readAt.getTime() > person.deadline.getTime() + linksLiveMs)
    throw new WebhookError("webhook/gone", "the deadline of this enrollment passed long ago");
  const via = await contactOfLink(context, person, link.contact);
  if (via === "stranger") return undefined;
  const version = await context.versions.get(person.version);
  return { person, version, via: via?.name, channel: via?.channel };
}

async function contactOfLink(
  context: EngineContext,
  { contacts }: Recipient,
  beginning: string | undefined,
): Promise<{ readonly name: string; readonly channel?: Channel } | "stranger" | undefined> {
  if (beginning === undefined) return undefined;
  const all = contacts.map(({ channel, address }) => ({ channel, digests: contactDigests(context, channel, address) }));
  const begun = all.filter(({ digests }) => digests.some((digest) => digest.startsWith(beginning)));
  const [contact] = begun;
  if (contact === undefined) {
    const isReadable = contacts.length > 0 && contacts.every(({ address }) => address !== UNREADABLE_TEXT);
    return isReadable ? "stranger" : { name: UNKNOWN };
  }
  const { channel, digests } = contact;
  const isOne = begun.every((one) => one.digests[0] === digests[0]);
  return isOne ? { name: await storedName(context, digests), channel } : undefined;
}

export async function readConfirmation(context: EngineContext, token: string): Promise<ConfirmationView | undefined> {
  const subject = await readSubject(context, token);
  return subject === undefined ? undefined : toConfirmationView(subject);
}

export function toConfirmationView({ person, version: { stored, compiled } }: Subject): ConfirmationView {
  const { definition } = compiled;
  const text = compiled.confirmation({
    key: person.key,
    variables: person.variables,
    locale: person.locale,
    timezone: person.timezone,
    deadline: person.deadline.getTime(),
  });
  return {
    ...text,
    enrollment: person.enrollment,
    state: person.state,
    answers: Object.entries(stored.plan.answers).map(([name, effect]) => ({ name, effect: effect.do })),
    answer: person.lastAnswer,
    deadline: person.deadline,
    timezone: person.timezone ?? definition.timezone,
    locale: person.locale ?? definition.locale,
    late: person.deadlinePassed,
    factor: requiredFactor(definition, person),
  };
}
