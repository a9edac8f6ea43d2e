import type { Channel, Contact } from "@relance/spec";

/** A simulated recipient. */
export interface Person {
  /** As in the audience; all their decisions are drawn from it. */
  readonly key: string;
  readonly contacts: readonly Contact[];
  /** Sent as Accept-Language. */
  readonly locale?: string | undefined;
  /** `silent` never acts. @default "usual" */
  readonly persona?: "usual" | "silent" | undefined;
}

/** A message submitted to a provider for this recipient. */
export interface SubmittedMessage {
  readonly at: number;
  readonly channel: Channel;
  readonly provider: string;
  readonly address: string;
  readonly attemptId: string | undefined;
  readonly taken: boolean;
}

export interface ReceivedMessage {
  readonly at: number;
  readonly channel: Channel;
  readonly provider: string;
  readonly address: string;
  readonly attemptId: string | undefined;
  readonly text: string;
  readonly subject: string | undefined;
  readonly links: readonly string[];
  /** The same attempt, or the same text through the same provider, arrived before. */
  readonly repeated: boolean;
  /** When the recipient read it, if ever. */
  readAt: number | undefined;
}

export interface Gesture {
  readonly at: number;
  readonly kind: "press" | "reply";
  /** The pressed answer, or the reply's text. */
  readonly words: string;
  readonly channel: Channel;
  /** Recorded, as far as the recipient can tell. */
  readonly ok: boolean;
}

/** A recipient with their history. */
export interface PersonRecord {
  readonly person: Person;
  readonly submitted: readonly SubmittedMessage[];
  readonly received: readonly ReceivedMessage[];
  readonly gestures: readonly Gesture[];
}

/** The writable record. */
export interface LivingPerson extends PersonRecord {
  readonly submitted: SubmittedMessage[];
  readonly received: ReceivedMessage[];
  readonly gestures: Gesture[];
  /** They have given a final answer. */
  isSettled: boolean;
  /** Addresses whose holder wants no more messages: wrong person, or STOP. */
  readonly closed: Set<string>;
}

/** A recipient to whom nothing has happened yet. */
export function newcomer(person: Person): LivingPerson {
  return { person, submitted: [], received: [], gestures: [], isSettled: false, closed: new Set() };
}
