import type { InboundSms } from "../../world/carrier.ts";
import type { Callbacks } from "../http/deliver.ts";
import { connectionOverrides, inboundParameters, signedWebhook } from "./status-reporter.ts";
import type { TwilioAccount } from "./twilio-account.ts";
import type { TwilioMessage } from "./twilio-message.ts";
import { segmentsOf } from "./twilio-message.ts";

export interface InboxOptions {
  readonly inboundUrl?: string | undefined;
  readonly advancedOptOut?: boolean | undefined;
}

/** Takes what people send, keeps it among the messages and posts it. */
export interface Inbox {
  receiveAt(url: string | undefined): void;
  send(from: string, to: string, text: string): Promise<number>;
  close(): void;
}

export function createInbox(
  account: TwilioAccount,
  callbacks: Callbacks,
  authToken: string,
  options: InboxOptions,
): Inbox {
  let inboundUrl = options.inboundUrl;
  let lastPost: Promise<number> = Promise.resolve(0);
  const deafen = account.carrier.listen((inbound) => {
    lastPost = post(inbound);
  });

  return {
    receiveAt: (url) => {
      inboundUrl = url;
    },
    send(from, to, text) {
      account.carrier.reply(from, to, text);
      return lastPost;
    },
    close: deafen,
  };

  async function post(inbound: InboundSms): Promise<number> {
    const message = keep(inbound);
    if (inboundUrl === undefined) return 0;
    const optOut = options.advancedOptOut === false ? undefined : inbound.optOut;
    const outgoing = signedWebhook(authToken, inboundUrl, inboundParameters(message, optOut));
    const { retries, totalMs } = connectionOverrides(inboundUrl);
    return callbacks.deliver(outgoing, { retries, totalMs, retriesOn: (failure) => failure === "connect" });
  }

  function keep({ from, to, text }: InboundSms): TwilioMessage {
    const now = account.world.clock.now();
    const message: TwilioMessage = {
      sid: account.nextSid(),
      accountSid: account.accountSid,
      direction: "inbound",
      to: to ?? "",
      from,
      messagingServiceSid: null,
      segments: segmentsOf(text),
      createdAt: now,
      callback: undefined,
      attemptId: undefined,
      validityMs: undefined,
      sendAt: undefined,
      body: text,
      status: "received",
      errorCode: null,
      updatedAt: now,
      sentAt: now,
    };
    account.book.add(message);
    return message;
  }
}
