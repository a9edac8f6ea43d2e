import { attemptIdIn } from "../attempt-id-in.ts";
import type { FarEndReply } from "../http/http-far-end.ts";
import { messageReply } from "./message-reply.ts";
import { readCreate } from "./read-create.ts";
import { segmentsOf } from "./segments.ts";
import type { TwilioAccount } from "./twilio-account.ts";
import { twilioError } from "./twilio-error.ts";
import type { TwilioMessage } from "./twilio-message.ts";

/** Takes a message, or says in Twilio's words why not. */
export function createMessage(account: TwilioAccount, form: URLSearchParams): FarEndReply | Promise<FarEndReply> {
  const { world, carrier, book, reporter } = account;
  const request = readCreate(form);
  if (typeof request === "number") return twilioError(request);
  const now = world.clock.now();
  const isScheduled = request.sendAt !== undefined && request.sendAt > now;
  const message: TwilioMessage = {
    ...request,
    sid: account.nextSid(),
    accountSid: account.accountSid,
    direction: "outbound-api",
    attemptId: attemptIdIn(request.callback),
    segments: segmentsOf(request.body),
    status: isScheduled ? "scheduled" : request.messagingServiceSid ? "accepted" : "queued",
    errorCode: null,
    createdAt: now,
    updatedAt: now,
    sentAt: null,
  };
  if (isScheduled) {
    book.add(message);
    world.clock.at(request.sendAt ?? now, () => void (message.status === "scheduled" && submit()));
    return messageReply(201, message);
  }
  const verdict = submit();
  if (!verdict.taken) {
    if (verdict.why === "throttled") return twilioError(20429, Math.ceil(verdict.retryAfterMs / 1_000));
    if (verdict.why === "unavailable") return twilioError(20503);
    return twilioError(verdict.why === "opted-out" ? 21610 : 21211);
  }
  book.add(message);
  // Written before anything else can happen to the message: the answer shows it as it was taken.
  const taken = { ...messageReply(201, message), isLost: verdict.isAnswerLost };
  const early = reporter.beforeAnswer(message);
  return early ? early.then(() => taken) : taken;

  function submit() {
    return carrier.submit({
      address: message.to,
      attemptId: message.attemptId,
      validityMs: message.validityMs,
      letter: { text: message.body, from: message.from ?? message.messagingServiceSid ?? undefined },
      onReport: (report) => reporter.report(message, report),
    });
  }
}
