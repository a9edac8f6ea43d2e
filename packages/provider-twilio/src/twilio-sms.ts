import type { Provider } from "@relance/spec";
import { callBack } from "./call-back.ts";
import { composeMessage } from "./compose-message.ts";
import { ERROR_CODES } from "./error-codes.ts";
import { unreadable } from "./explain-failure.ts";
import { lookUp } from "./look-up.ts";
import { missedReplies } from "./missed-replies.ts";
import { KIND, readOptions } from "./read-options.ts";
import { twilioReceipts } from "./receipts.ts";
import { openLine } from "./twilio-line.ts";
import type { TwilioSmsOptions } from "./twilio-options.ts";

/** A send takes as long as its request, and a moment for the timer. */
const SLACK_MS = 500;

/**
 * SMS through Twilio.
 *
 * One send is one request: Twilio has no idempotency, so a lost answer or a 5xx leaves the outcome unknown, and the
 * message's callbacks, which carry our attempt id, settle it. Nothing is read from environment variables.
 *
 * @throws {ConfigError} `config/invalid`, with every mistake found
 * @example
 * const main = twilioSms({ accountSid, authToken, from: "+33639980000" });
 */
export function twilioSms(options: TwilioSmsOptions): Provider<"sms"> {
  const settings = readOptions(options);
  const { authTokens, ownNumber, canReply, timeoutMs, concurrency } = settings;
  const { parameters = {}, perSecond } = options;
  const line = openLine(settings);

  return {
    kind: KIND,
    channel: "sms",
    vendor: "twilio",
    capabilities: { receipts: true, replies: canReply, callbackRetryMs: 15_000 },
    sendBudgetMs: timeoutMs + SLACK_MS,
    concurrency,
    ...(perSecond === undefined ? {} : { perSecond }),
    async send(message, { signal }) {
      const create = composeMessage(settings, parameters, message);
      const { sid } = await line.call(signal, (client) => client.messages.create(create));
      if (typeof sid !== "string" || sid === "") throw unreadable(201);
      return { ref: sid };
    },
    receipts: twilioReceipts(authTokens),
    ...(ownNumber === undefined
      ? {}
      : { inbound: { list: (since, { signal }) => missedReplies(line, ownNumber, since, signal) } }),
    lookup: (question, { signal }) => lookUp(line, question, signal),
    meaningOf: (vendorCode) => ERROR_CODES.get(vendorCode)?.code,
    ...(parameters.scheduleType === undefined
      ? {} // nothing is scheduled, so every cancel would be refused
      : { cancel: (ref, { signal }) => callBack(line, ref, signal) }),
    async probe({ signal }) {
      await line.call(signal, (client) => client.messages.page({ pageSize: 1 }));
    },
    close: () => line.close(),
  };
}
