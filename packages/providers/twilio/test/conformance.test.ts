import { type ContractSubject, providerContract } from "@relance/conformance/provider";
import type { ReceiptKind } from "@relance/spec";
import { twilioSms } from "../src/index.ts";
import { account, message } from "./support/account.ts";
import { formCallback } from "./support/signed-callback.ts";
import { startTwilio } from "./support/twilio-server.ts";

const REPORTS: Readonly<Record<ReceiptKind, Readonly<Record<string, string>>>> = {
  "in-transit": { MessageStatus: "sent" },
  delivered: { MessageStatus: "delivered" },
  undelivered: { MessageStatus: "undelivered", ErrorCode: "30005" },
  engaged: { MessageStatus: "read" },
};

const setUp = async (): Promise<ContractSubject<"sms">> => {
  const server = await startTwilio();
  const credentials = `${account.accountSid}:${account.authToken}`;
  return {
    provider: twilioSms({ ...account, baseUrl: server.baseUrl }),
    message,
    secrets: [account.authToken, credentials],
    fakeVendor: {
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

providerContract("twilio-sms", setUp);
