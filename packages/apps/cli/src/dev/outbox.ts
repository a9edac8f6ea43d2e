import type { EventKind, Message, RecipientRow } from "@relance/spec";
import type { SentMessage } from "@relance/testing";

/** The last reported state of a message; its button is offered until this state. */
export type Fate = "submitted" | "accepted" | "delivered" | "undelivered" | "engaged" | "uncertain" | "rejected";

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
  /** Absent if the recipient is not in the audience, such as a canary. */
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

/** All recipients: the last contacted first, then those without a message in the audience's order. */
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
