import { type Message, type MessageAnswer, ProviderError } from "@relance/spec";
import { KIND } from "./check-keys.ts";

/** What the service worker reads. */
export interface PushPayload {
  readonly attemptId: string;
  readonly title: string;
  readonly body: string;
  readonly url?: string | undefined;
  readonly tag?: string | undefined;
  /** Opened when there is no `url`. */
  readonly ackUrl?: string | undefined;
  /** Buttons of the notification, where the platform has room for them. */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** Where the service worker reports. */
  readonly receiptUrl?: string | undefined;
}

/** Push services take 4,096 bytes after encryption on paper, and about this much in practice. */
export const MAX_PAYLOAD_BYTES = 3_072;

/**
 * Writes the text that is encrypted for the device.
 * @throws {ProviderError} `provider/bad-content`: longer than push services carry
 */
export function pushPayload(message: Message<"push">): string {
  const { attemptId, content, ackUrl, answers, callbackUrl: receiptUrl } = message;
  const { title, body, url, tag } = content;
  const payload: PushPayload = { attemptId, title, body, url, tag, ackUrl, answers, receiptUrl };
  const text = JSON.stringify(payload);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_PAYLOAD_BYTES) return text;
  throw new ProviderError("provider/bad-content", `${bytes} bytes, at most ${MAX_PAYLOAD_BYTES} fit`, {
    provider: KIND,
    disposition: "reroute",
  });
}
