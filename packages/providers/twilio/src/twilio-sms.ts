import type { Message, Provider } from "@relance/spec";
import type { Twilio } from "twilio";
import { ERROR_CODES, unreadable } from "./explain-failure.ts";
import { lookUp, missedReplies } from "./look-up.ts";
import {
  KIND,
  readOptions,
  type TwilioParameters,
  type TwilioSettings,
  type TwilioSmsOptions,
} from "./read-options.ts";
import { twilioReceipts } from "./receipts.ts";
import { openLine } from "./twilio-line.ts";

/**
 * SMS through Twilio.
 *
 * One `send` makes one request. Twilio has no idempotency keys. After a lost answer or a 5xx, the outcome is unknown
 * until a callback with our attempt id arrives. Reads no environment variables.
 * @throws {ConfigError} `config/invalid`, with every mistake found
 * @example
 * const main = twilioSms({ accountSid, authToken, from: "+33639980000" });
 */
export function twilioSms(options: TwilioSmsOptions): Provider<"sms"> {
  const settings = readOptions(options);
  const { authTokens, ownNumber, canReply, limits } = settings;
  const { parameters = {} } = options;
  const line = openLine(settings);

  return {
    kind: KIND,
    channel: "sms",
    vendor: "twilio",
    capabilities: { receipts: true, replies: canReply, callbackRetryMs: 15_000 },
    ...limits,
    async send(message, { signal }) {
      const create = composeMessage(settings, parameters, message);
      const { sid } = await line.call(signal, (client) => client.messages.create(create));
      if (typeof sid !== "string" || sid === "") throw unreadable(201);
      return { ref: sid };
    },
    receipts: twilioReceipts(authTokens),
    enterAt: { replies: "Phone Numbers › your number › A message comes in: Webhook, HTTP POST" },
    ...(ownNumber === undefined
      ? {}
      : { inbound: { list: (since, { signal }) => missedReplies(line, ownNumber, since, signal) } }),
    lookup: (question, { signal }) => lookUp(line, question, signal),
    meaningOf: (vendorCode) => ERROR_CODES.get(vendorCode)?.code,
    async probe({ signal }) {
      await line.call(signal, (client) => client.messages.page({ pageSize: 1 }));
    },
    close: () => line.close(),
  };
}

type CreateParameters = Parameters<Twilio["messages"]["create"]>[0];

/** Twilio's maximum for repeated callbacks: 5 times within 15 s. */
const CALLBACK_OVERRIDES = "#rc=5&rp=all&tt=15000";

const VALIDITY_S = { least: 1, most: 36_000 } as const;

function composeMessage(
  { sender }: TwilioSettings,
  parameters: Partial<TwilioParameters>,
  { to, content, callbackUrl, validityMs }: Message<"sms">,
): CreateParameters {
  return {
    ...parameters,
    ...sender,
    to,
    body: content.text,
    ...(callbackUrl === undefined ? {} : { statusCallback: callbackUrl + CALLBACK_OVERRIDES }),
    ...(validityMs === undefined ? {} : { validityPeriod: validityIn(validityMs) }),
  };
}

function validityIn(ms: number): number {
  return Math.min(Math.max(Math.floor(ms / 1000), VALIDITY_S.least), VALIDITY_S.most);
}
