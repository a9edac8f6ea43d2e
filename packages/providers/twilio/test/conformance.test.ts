import { type ContractSubject, providerContract } from "@relance/conformance/provider";
import type { ReceiptKind } from "@relance/spec";
import { type TwilioSmsOptions, twilioSms } from "../src/index.ts";
import { account, message } from "./support/account.ts";
import { formCallback } from "./support/signed-callback.ts";
import { startTwilio } from "./support/twilio-server.ts";

const REPORTS: Readonly<Record<ReceiptKind, Readonly<Record<string, string>>>> = {
  "in-transit": { MessageStatus: "sent" },
  delivered: { MessageStatus: "delivered" },
  undelivered: { MessageStatus: "undelivered", ErrorCode: "30005" },
  engaged: { MessageStatus: "read" },
};

const setUp = async (options: Partial<TwilioSmsOptions> = {}): Promise<ContractSubject<"sms">> => {
  const server = await startTwilio();
  const credentials = `${account.accountSid}:${account.authToken}`;
  return {
    provider: twilioSms({ ...account, baseUrl: server.baseUrl, ...options }),
    message,
    secrets: [account.authToken, credentials],
    farEnd: {
      mode: server.mode,
      requests: () => server.creates.length,
      lastAttemptId() {
        const url = URL.parse(server.creates.at(-1)?.get("StatusCallback") ?? "");
        return url?.searchParams.get("a") ?? undefined;
      },
      receipt(kind, { attemptId, ref }) {
        const url = `https://notify.example.org/relance/receipts/sms.main?a=${attemptId}&s=c2ln`;
        return formCallback(account.authToken, url, { MessageSid: ref, ...REPORTS[kind] });
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    },
  };
};

providerContract("twilio-sms", () => setUp());
providerContract("twilio-sms, with scheduled messages,", () =>
  setUp({
    from: undefined,
    messagingServiceSid: `MG${"0".repeat(32)}`,
    parameters: { scheduleType: "fixed", sendAt: new Date(Date.now() + 3_600_000) },
  }),
);
