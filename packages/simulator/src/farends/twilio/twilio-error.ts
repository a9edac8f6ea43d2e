import type { FarEndReply } from "../http/http-far-end.ts";

/** Twilio's codes that this far end can give. */
export type TwilioErrorCode =
  | 20003
  | 20404
  | 20429
  | 20500
  | 20503
  | 21211
  | 21266
  | 21602
  | 21603
  | 21604
  | 21606
  | 21609
  | 21610
  | 21612
  | 21614
  | 21617
  | 21624
  | 30409
  | 35114
  | 35118;

/** Their HTTP status and wording. */
const ERRORS: Readonly<Record<TwilioErrorCode, readonly [status: number, message: string]>> = {
  20003: [401, "Authenticate"],
  20404: [404, "The requested resource was not found"],
  20429: [429, "Too Many Requests"],
  20500: [500, "An internal server error has occurred"],
  20503: [503, "Service is unavailable. Please try again"],
  21211: [400, "Invalid 'To' Phone Number"],
  21266: [400, "'To' and 'From' number cannot be the same"],
  21602: [400, "Message body is required."],
  21603: [400, "A 'From' or 'MessagingServiceSid' parameter is required to send a message."],
  21604: [400, "A 'To' phone number is required."],
  21606: [400, "The 'From' phone number provided is not a valid message-capable Twilio phone number"],
  21609: [400, "The 'StatusCallback' URL is not a valid URL."],
  21610: [400, "Attempt to send to unsubscribed recipient"],
  21612: [400, "Message cannot be sent with the current combination of 'To' and 'From' parameters"],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, "The concatenated message body exceeds the 1600 character limit"],
  21624: [400, "Invalid validity period value"],
  30409: [400, "This message cannot be canceled"],
  35114: [400, "Scheduling does not support this timestamp"],
  35118: [400, "MessagingServiceSid is required to schedule a message"],
};

/** Twilio's error answer. */
export function twilioError(code: TwilioErrorCode, retryAfterSeconds?: number): FarEndReply {
  const [status, message] = ERRORS[code];
  return {
    status,
    headers: {
      "content-type": "application/json",
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      code,
      message,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status,
    }),
  };
}
