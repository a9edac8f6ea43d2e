import type { Channel, Contact } from "@relance/spec";

export interface Person {
  /** The key of the recipient in the audience. The seed and this key determine all decisions of the recipient. */
  readonly key: string;
  readonly contacts: readonly Contact[];
  /** Sent as Accept-Language. */
  readonly locale?: string | undefined;
  /** `silent` recipients never act. @default "usual" */
  readonly persona?: "usual" | "silent" | undefined;
}

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
  /** True if the same attempt, or the same text through the same provider, arrived before. */
  readonly repeated: boolean;
  /** When the recipient read the message; absent for an unread message. */
  readAt: number | undefined;
}

export interface Gesture {
  readonly at: number;
  readonly kind: "press" | "reply";
  /** The answer that was pressed, or the text of the reply. */
  readonly words: string;
  readonly channel: Channel;
  /** True if the answer was recorded, as far as the recipient can tell. */
  readonly ok: boolean;
}

export interface PersonRecord {
  readonly person: Person;
  readonly submitted: readonly SubmittedMessage[];
  readonly received: readonly ReceivedMessage[];
  readonly gestures: readonly Gesture[];
}

export interface LivingPerson extends PersonRecord {
  readonly submitted: SubmittedMessage[];
  readonly received: ReceivedMessage[];
  readonly gestures: Gesture[];
  /** True if the recipient has given a final answer. */
  isSettled: boolean;
  /** Addresses whose owner wants no more messages: another person, or a person who replied STOP. */
  readonly closed: Set<string>;
}

export function newcomer(person: Person): LivingPerson {
  return { person, submitted: [], received: [], gestures: [], isSettled: false, closed: new Set() };
}
