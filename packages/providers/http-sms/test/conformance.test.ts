import { providerContract } from "@relance/conformance/provider";
import { httpSms } from "../src/index.ts";
import { API_KEY, SECRET, signedReport, startGateway } from "./support/gateway.ts";
import { message, secondCarrier } from "./support/second-carrier.ts";

const STATUSES = { "in-transit": "sent", delivered: "delivered", undelivered: "expired" } as const;

providerContract("http-sms", async () => {
  const gateway = await startGateway();
  return {
    provider: httpSms(secondCarrier(gateway.url)),
    message,
    secrets: [API_KEY, SECRET],
    fakeVendor: {
      mode: gateway.mode,
      requests: () => gateway.sent.length,
      lastAttemptId: () => JSON.parse(gateway.sent.at(-1)?.body ?? "{}").id,
      receipt(kind, { attemptId, ref }) {
        if (kind === "engaged") return undefined;
        return signedReport({ id: ref, reference: attemptId, status: STATUSES[kind] });
      },
      [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
    },
  };
});
