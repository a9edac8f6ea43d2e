import type { Message, MessageAnswer } from "@relance/spec";

/** What a device is told of a message: it shows it, and reports about it. */
export interface DevicePayload {
  readonly attemptId: string;
  readonly title: string;
  readonly body: string;
  readonly url?: string | undefined;
  readonly tag?: string | undefined;
  /** Opened when there is no `url`. */
  readonly ackUrl?: string | undefined;
  /** Buttons of the notification, where the platform has room for them. */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** Where the device reports. */
  readonly receiptUrl?: string | undefined;
}

/** Takes it from a message. */
export function devicePayload(message: Message<"push">): DevicePayload {
  const { attemptId, content, ackUrl, answers, callbackUrl: receiptUrl } = message;
  const { title, body, url, tag } = content;
  return { attemptId, title, body, url, tag, ackUrl, answers, receiptUrl };
}
