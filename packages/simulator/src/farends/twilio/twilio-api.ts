import type { FarEndReply } from "../http/http-far-end.ts";
import { createMessage } from "./create-message.ts";
import { jsonReply, messageReply } from "./message-reply.ts";
import type { TwilioAccount } from "./twilio-account.ts";
import { twilioError } from "./twilio-error.ts";
import { isFinal, type TwilioMessage } from "./twilio-message.ts";

/** Answers one request below `/2010-04-01/Accounts/{sid}/Messages`. */
export function answerTwilio(
  account: TwilioAccount,
  method: string,
  sid: string | undefined,
  query: string,
  form: URLSearchParams,
): FarEndReply | Promise<FarEndReply> {
  if (sid === undefined) {
    if (method === "POST") return createMessage(account, form);
    const page = account.book.list(account.accountSid, new URLSearchParams(query));
    return page === undefined ? twilioError(20404) : jsonReply(200, page);
  }
  const message = account.book.get(sid);
  if (!message) return twilioError(20404);
  if (method === "DELETE") {
    account.book.remove(sid);
    return { status: 204 };
  }
  return method === "POST" ? update(account, message, form) : messageReply(200, message);
}

function update(account: TwilioAccount, message: TwilioMessage, form: URLSearchParams): FarEndReply {
  if (form.get("Status") === "canceled") {
    if (message.status !== "scheduled") return twilioError(30409);
    message.status = "canceled";
  }
  // Redaction: an empty body is the only one that Twilio takes, and only once nothing more can happen.
  if (form.has("Body")) {
    if (form.get("Body") !== "" || !isFinal(message.status)) return twilioError(21602);
    message.body = "";
  }
  message.updatedAt = account.world.clock.now();
  return messageReply(200, message);
}
