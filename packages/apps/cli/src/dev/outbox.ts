import type { EventKind, Message, RecipientRow } from "@relance/spec";
import type { SentMessage } from "@relance/testing";

export type Fate = (typeof FATES)[number];

const FATES = ["submitted", "accepted", "delivered", "undelivered", "engaged", "uncertain", "rejected"] as const;

export interface CapturedMessage {
  readonly kind: "message";
  readonly id: string;
  readonly at: number;
  readonly provider: string;
  readonly message: Message;
  readonly fate: Fate | undefined;
}

interface WrittenReply {
  readonly kind: "reply";
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

export type Entry = CapturedMessage | WrittenReply;

export interface Correspondent {
  /** Absent if the address does not belong to a recipient, such as the address of a canary. */
  readonly person: RecipientRow | undefined;
  readonly name: string;
  readonly entries: readonly Entry[];
}

export interface OutboxParts {
  readonly people: readonly RecipientRow[];
  readonly sent: readonly SentMessage[];
  readonly replies: readonly { readonly key: string; readonly at: number; readonly text: string }[];
  readonly keys: ReadonlyMap<string, string>;
  readonly fates: ReadonlyMap<string, Fate>;
}

export function fateAfter(type: EventKind): Fate | undefined {
  return FATES.find((fate) => type === `attempt.${fate}`);
}

/** Returns all recipients. Sorts them by their latest message, newest first. Recipients without a message come last. */
export function correspondents({ people, sent, replies, keys, fates }: OutboxParts): readonly Correspondent[] {
  const owners = new Map<string, string>();
  for (const { key, contacts } of people) {
    for (const { channel, address } of contacts) owners.set(`${channel} ${address}`, key);
  }
  const messages = sent.map(({ provider, message, at }, place) => {
    const { attemptId, channel } = message;
    const address = addressText(message);
    const name = keys.get(attemptId) ?? owners.get(`${channel} ${address}`) ?? address;
    const entry: Entry = { kind: "message", id: `m${place}`, at, provider, message, fate: fates.get(attemptId) };
    return { name, entry };
  });
  const written = replies.map(({ key, at, text }, place) => {
    const entry: Entry = { kind: "reply", id: `r${place}`, at, text };
    return { name: key, entry };
  });
  const byName = Map.groupBy([...messages, ...written], ({ name }) => name);
  const known = new Map(people.map((person) => [person.key, person]));
  const found = [...new Set([...byName.keys(), ...known.keys()])].map((name) => {
    const entries = (byName.get(name) ?? []).map(({ entry }) => entry).sort((a, b) => b.at - a.at);
    return { person: known.get(name), name, entries };
  });
  return found.sort((a, b) => lastAt(b) - lastAt(a));
}

function addressText({ to }: Message): string {
  return typeof to === "string" ? to : JSON.stringify(to);
}

function lastAt({ entries: [newest] }: Correspondent): number {
  return newest?.at ?? Number.NEGATIVE_INFINITY;
}
