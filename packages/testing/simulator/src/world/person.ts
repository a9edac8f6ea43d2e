import type { Channel, Contact } from "@relance/spec";

/** Somebody of the world. */
export interface Person {
  /** As in the audience; every decision about the recipient is drawn from it. */
  readonly key: string;
  readonly contacts: readonly Contact[];
  /** Sent as Accept-Language. */
  readonly locale?: string | undefined;
  /** `silent` never acts, whatever the habits say. @default "usual" */
  readonly persona?: "usual" | "silent" | undefined;
}

/** A message that a sender handed to a provider for this recipient. */
export interface SubmittedMessage {
  readonly at: number;
  readonly channel: Channel;
  readonly provider: string;
  readonly address: string;
  readonly attemptId: string | undefined;
  readonly taken: boolean;
}

/** A message that arrived. */
export interface ReceivedMessage {
  readonly at: number;
  readonly channel: Channel;
  readonly provider: string;
  readonly address: string;
  readonly attemptId: string | undefined;
  readonly text: string;
  readonly subject: string | undefined;
  readonly links: readonly string[];
  /** The same attempt, or the same words through the same provider, had arrived before. */
  readonly repeated: boolean;
  /** When the recipient read it, if ever. */
  readAt: number | undefined;
}

/** Something the recipient did. */
export interface Gesture {
  readonly at: number;
  readonly kind: "press" | "reply";
  /** The answer pressed, or the words of the reply. */
  readonly words: string;
  readonly channel: Channel;
  /** It was recorded, as far as the recipient can tell. */
  readonly ok: boolean;
}

/** A recipient, and everything that happened to them. */
export interface PersonRecord {
  readonly person: Person;
  readonly submitted: readonly SubmittedMessage[];
  readonly received: readonly ReceivedMessage[];
  readonly gestures: readonly Gesture[];
}

/** The record as the world writes it. */
export interface LivingPerson extends PersonRecord {
  readonly submitted: SubmittedMessage[];
  readonly received: ReceivedMessage[];
  readonly gestures: Gesture[];
  /** Nothing more to do for them: they have answered for good. */
  isSettled: boolean;
  /** Addresses whose holder wants no more of it: not their enrollment, or STOP. */
  readonly closed: Set<string>;
}

/** A recipient to whom nothing has happened yet. */
export function newcomer(person: Person): LivingPerson {
  return { person, submitted: [], received: [], gestures: [], isSettled: false, closed: new Set() };
}
