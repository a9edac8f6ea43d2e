import type { Channel, Contact } from "@relance/spec";

export interface Person {
  /** The recipient's key in the audience. The seed and the key determine how the recipient behaves. */
  readonly key: string;
  readonly contacts: readonly Contact[];
  /** Value of the Accept-Language header. */
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
  /** Whether the same attempt, or the same text through the same provider, arrived before. */
  readonly repeated: boolean;
  /** When the recipient read the message; absent for an unread message. */
  readAt: number | undefined;
}

export interface Gesture {
  readonly at: number;
  readonly kind: "press" | "reply";
  /** The pressed answer, or the text of the reply. */
  readonly words: string;
  readonly channel: Channel;
  /** Whether the recipient could see that the answer was recorded. */
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
  /** Whether the recipient has given a final answer. */
  isSettled: boolean;
  /** Addresses that belong to another person or whose owner replied STOP. */
  readonly closed: string[];
}

export function createLiving(person: Person): LivingPerson {
  return { person, submitted: [], received: [], gestures: [], isSettled: false, closed: [] };
}
