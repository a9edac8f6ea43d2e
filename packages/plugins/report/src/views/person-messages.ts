import { type EngineContext, isUnreadable, keptContent, type LiveVersion, writeAgain } from "@relance/engine";
import { messageCommitment } from "@relance/evidence/sealing";
import { planStep } from "@relance/rules";
import {
  type Channel,
  type Instant,
  type KeptContent,
  type ListedContact,
  type Message,
  type Recipient,
  type SealableEvent,
  toDate,
} from "@relance/spec";

/** The text of one attempt. Texts are not stored, so it is rendered again from the campaign version of the attempt. */
export interface PersonMessage {
  readonly attemptId: string;
  /** When the attempt was claimed, immediately before the message was sent. */
  readonly at: Instant;
  readonly step: number;
  readonly provider: string;
  readonly channel: Channel;
  /** The text without the recipient's links, because a reader could use the links to answer for the recipient. */
  readonly content?: KeptContent | undefined;
  /** True if the text and the address match the commitment that was stored when the message was sent. */
  readonly isProven: boolean;
  /** Why `content` is absent. `unwritable` = the template is missing or fails to render. */
  readonly why?: "erased" | "unreadable" | "unwritable" | undefined;
}

export async function readMessages(context: EngineContext, person: Recipient): Promise<readonly PersonMessage[]> {
  const { store, runtime } = context;
  const { rows } = await store.eventDetails({ enrollment: person.enrollment });
  const stored = await store.versions({ campaign: person.campaign });
  const versions = new Map(stored.map(({ body, version }) => [runtime.hash(body), version]));
  const messages: PersonMessage[] = [];
  const events = rows.map(({ leaf }) => JSON.parse(leaf) as SealableEvent);
  const salt = rows.find((row) => row.salt !== undefined)?.salt;
  for (const event of events.filter(({ type }) => type === "attempt.submitted")) {
    const own = events.filter(({ attempt }) => attempt === event.attempt);
    if (own.some(({ type }) => type === "attempt.not-sent")) continue;
    const version = versions.get(event.template ?? "");
    const live = version === undefined ? undefined : await context.versions.get(version).catch(() => undefined);
    const committed = own.find(({ content }) => content !== undefined)?.content;
    messages.push(restoreMessage(context, person, { event, salt, committed }, live));
  }
  return messages;
}

interface Sent {
  readonly event: SealableEvent;
  readonly salt: string | undefined;
  readonly committed: string | undefined;
}

function restoreMessage(
  context: EngineContext,
  person: Recipient,
  { event, salt, committed }: Sent,
  version: LiveVersion | undefined,
): PersonMessage {
  const { attempt: attemptId = "", step = 0, provider = "" } = event;
  const at = toDate(event.at);
  const channel = ((version && planStep(version.stored.plan, step)?.channel) ?? provider.split(".")[0]) as Channel;
  const told = { attemptId, at, step, provider, channel };
  if (person.isForgotten || person.contacts.length === 0) return { ...told, isProven: false, why: "erased" };
  if (isUnreadable(person)) return { ...told, isProven: false, why: "unreadable" };
  if (version === undefined) return { ...told, isProven: false, why: "unwritable" };
  let first: Message | undefined;
  for (const { address } of channelContacts(person, channel)) {
    const message = writeAgain(context, version, person, { ...told, address });
    if (message === undefined) return { ...told, isProven: false, why: "unwritable" };
    if (committed !== undefined && messageCommitment(salt, message) === committed)
      return { ...told, content: withoutLinks(keptContent(message.content)), isProven: true };
    first ??= message;
  }
  return first === undefined
    ? { ...told, isProven: false, why: "erased" }
    : { ...told, content: withoutLinks(keptContent(first.content)), isProven: false };
}

function channelContacts({ contacts }: Recipient, channel: Channel): readonly ListedContact[] {
  return contacts.filter((contact) => contact.channel === channel);
}

const TOKEN = /\/(a|u)\/[\w~-]{17,}/g;

function withoutLinks(content: KeptContent): KeptContent {
  const hidden = Object.entries(content).map(([name, value]) => [
    name,
    typeof value === "string" ? value.replace(TOKEN, "/$1/•••") : value,
  ]);
  return Object.fromEntries(hidden) as KeptContent;
}
