import type { EventKind, Message, RecipientRow } from "@relance/spec";
import type { SentMessage } from "@relance/testing";

/** What became of a message, as far as it was said; its button is offered until then. */
export type Fate = "submitted" | "accepted" | "delivered" | "undelivered" | "engaged" | "uncertain" | "rejected";

/** A message as it left, or would have left. */
export interface CapturedMessage {
  readonly kind: "message";
  readonly id: string;
  readonly at: number;
  readonly provider: string;
  readonly message: Message;
  readonly fate: Fate | undefined;
}

/** What a person wrote back here. */
interface WrittenReply {
  readonly kind: "reply";
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

export type Entry = CapturedMessage | WrittenReply;

/** A person, and everything between them and us, newest first. */
export interface Correspondent {
  /** Absent: not of the audience, such as a canary. */
  readonly person: RecipientRow | undefined;
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** What the outbox is made of, in the order in which it happened. */
export interface OutboxParts {
  readonly people: readonly RecipientRow[];
  readonly sent: readonly SentMessage[];
  readonly replies: readonly { readonly key: string; readonly at: number; readonly text: string }[];
  /** Attempt → key of its person. */
  readonly keys: ReadonlyMap<string, string>;
  /** Attempt → the last that was heard of it. */
  readonly fates: ReadonlyMap<string, Fate>;
}

const FATES: Partial<Record<EventKind, Fate>> = {
  "attempt.submitted": "submitted",
  "attempt.accepted": "accepted",
  "attempt.delivered": "delivered",
  "attempt.undelivered": "undelivered",
  "attempt.engaged": "engaged",
  "attempt.uncertain": "uncertain",
  "attempt.rejected": "rejected",
};

export function fateOf(type: EventKind): Fate | undefined {
  return FATES[type];
}

/** All recipients, the one who was written to last first; those who were not written to follow in the audience's order. */
export function correspondents({ people, sent, replies, keys, fates }: OutboxParts): readonly Correspondent[] {
  const owners = new Map<string, string>();
  for (const { key, contacts } of people) {
    for (const { channel, address } of contacts) owners.set(`${channel} ${address}`, key);
  }
  const entries = new Map<string, Entry[]>();
  const add = (name: string, entry: Entry) => {
    const list = entries.get(name);
    if (list === undefined) entries.set(name, [entry]);
    else list.push(entry);
  };
  sent.forEach(({ provider, message, at }, place) => {
    const { attemptId, channel } = message;
    const address = addressOf(message);
    const name = keys.get(attemptId) ?? owners.get(`${channel} ${address}`) ?? address;
    add(name, { kind: "message", id: `m${place}`, at, provider, message, fate: fates.get(attemptId) });
  });
  replies.forEach(({ key, at, text }, place) => {
    add(key, { kind: "reply", id: `r${place}`, at, text });
  });
  const known = new Map(people.map((person) => [person.key, person]));
  const names = new Set([...entries.keys(), ...known.keys()]);
  return [...names]
    .map((name) => ({
      person: known.get(name),
      name,
      entries: (entries.get(name) ?? []).toSorted((a, b) => b.at - a.at),
    }))
    .toSorted((a, b) => lastAt(b) - lastAt(a));
}

function addressOf({ to }: Message): string {
  return typeof to === "string" ? to : JSON.stringify(to);
}

function lastAt({ entries: [newest] }: Correspondent): number {
  return newest?.at ?? Number.NEGATIVE_INFINITY;
}
