import { providerContract } from "@relance/conformance/provider";
import { serviceAccount, startFcm } from "./support/fcm-server.ts";
import { appMessage, DEVICE, testFcm } from "./support/fcm-set-up.ts";

const KINDS = { delivered: "received", engaged: "clicked", undelivered: undefined, "in-transit": undefined };
const ADDRESS = "https://notify.example.org/relance/receipts/app.main";

providerContract("fcm", async () => {
  const fcm = await startFcm({ devices: { [DEVICE]: "known" } });
  return {
    provider: testFcm(fcm.origin, { timeout: "1500ms" }),
    message: appMessage({ callbackUrl: `${ADDRESS}?a=k3&s=sig` }),
    secrets: [serviceAccount().private_key, "ya29.test-1", DEVICE],
    fakeVendor: {
      mode: (mode) => fcm.mode(mode),
      requests: () => fcm.requests.length,
      lastAttemptId() {
        const relance = fcm.requests.at(-1)?.json.message?.android?.data?.relance;
        return relance && JSON.parse(relance).attemptId;
      },
      receipt(kind, { attemptId }) {
        const reported = KINDS[kind];
        if (reported === undefined) return undefined;
        return {
          method: "POST",
          url: `${ADDRESS}?a=${attemptId}&s=sig`,
          headers: new Headers({ "content-type": "application/json" }),
          body: Buffer.from(JSON.stringify({ kind: reported, at: 1_700_000_000_000 })),
        };
      },
      [Symbol.asyncDispose]: () => fcm[Symbol.asyncDispose](),
    },
  };
});
