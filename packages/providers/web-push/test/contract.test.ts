import { providerContract } from "@relance/conformance/provider";
import { createDevice } from "./support/device.ts";
import { startPushService } from "./support/push-service.ts";
import { pushMessage, testPush, vapid } from "./support/push-set-up.ts";

const KINDS = { delivered: "received", engaged: "clicked", undelivered: undefined, "in-transit": undefined };

providerContract("web-push", async () => {
  const service = await startPushService();
  const device = createDevice(`${service.origin}/s/5ubscription`);
  return {
    provider: testPush({ timeout: "1500ms" }),
    message: pushMessage(device.subscription, {
      callbackUrl: "https://notify.example.org/relance/receipts/push.web?a=k3&s=sig",
    }),
    secrets: [vapid.privateKey],
    fakeVendor: {
      mode: (mode) => service.mode(mode),
      requests: () => service.requests.length,
      lastAttemptId() {
        const body = service.requests.at(-1)?.body;
        return body && JSON.parse(device.decrypt(body)).attemptId;
      },
      receipt(kind, { attemptId }) {
        const reported = KINDS[kind];
        if (reported === undefined) return undefined;
        return {
          method: "POST",
          url: `https://notify.example.org/relance/receipts/push.web?a=${attemptId}&s=sig`,
          headers: new Headers({ "content-type": "text/plain;charset=UTF-8" }),
          body: Buffer.from(JSON.stringify({ kind: reported, at: 1_700_000_000_000 })),
        };
      },
      [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
    },
  };
});
