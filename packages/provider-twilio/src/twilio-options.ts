import type { Twilio } from "twilio";

/** The create parameters of Twilio's Messages API that are the account's choice, not one message's. */
export type TwilioParameters = Omit<
  Parameters<Twilio["messages"]["create"]>[0],
  "to" | "from" | "messagingServiceSid" | "body" | "statusCallback" | "validityPeriod"
>;

export interface TwilioSmsOptions {
  /** `AC…`, from the console. */
  readonly accountSid: string;
  /** Signs requests (unless there is an {@link apiKey}) and verifies callbacks. */
  readonly authToken?: string | undefined;
  /** Several, newest first, while a token is being rotated: the first signs, all of them verify. */
  readonly authTokens?: readonly string[] | undefined;
  /** Signs requests in place of the token, so that a leaked configuration can be revoked by itself. */
  readonly apiKey?: { readonly sid: string; readonly secret: string } | undefined;
  /** The sender: a number (E.164), a short code, or up to 11 letters, which nobody can answer. */
  readonly from?: string | undefined;
  /** `MG…`, in place of `from`: Twilio chooses the sender. */
  readonly messagingServiceSid?: string | undefined;
  /** Where the API is, such as `https://api.dublin.ie1.twilio.com`. @default "https://api.twilio.com" */
  readonly baseUrl?: string | undefined;
  /** For one request, connecting included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Requests on the wire at once; Twilio limits them per account. @default 32 */
  readonly concurrency?: number | undefined;
  /** Most messages a second, over all workers. @default as fast as it goes */
  readonly perSecond?: number | undefined;
  /** Whether people can answer. @default false for a sender made of letters, else true */
  readonly canReply?: boolean | undefined;
  /** Further parameters for every message, such as `{ smartEncoded: true }`. */
  readonly parameters?: Partial<TwilioParameters> | undefined;
}
