import { RelanceError } from "./relance-error.ts";

export type MessageErrorCode =
  | "message/bad-phone"
  | "message/bad-mailbox"
  | "message/bad-subscription"
  | "message/bad-token"
  | "message/bad-address"
  | "message/no-contact"
  | "message/bad-key"
  | "message/key-reused"
  | "message/bad-time"
  | "message/bad-timezone"
  | "message/country-refused"
  | "message/number-full"
  | "message/prefix-full"
  | "message/prefix-refused"
  | "message/missing-variable"
  | "message/header-injection"
  | "message/too-long"
  | "message/template-failed"
  | "message/bad-text"
  | "message/bad-row"
  | "message/bad-condition"
  | "message/unknown-step"
  | "message/unknown-answer"
  | "message/unknown-event"
  | "message/unknown-recipient"
  | "message/stale-revision"
  | "message/not-moved"
  | "message/foreign-digest"
  | "message/forgotten"
  | "message/never-here"
  | "message/unreadable";

/** The caller passed something that cannot be sent. */
export class MessageError extends RelanceError<MessageErrorCode> {
  override readonly name: string = "MessageError";
  readonly family = "message" as const;
}
