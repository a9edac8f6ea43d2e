import { providerContract } from "@relance/conformance/provider";
import { startApns } from "./support/apns-server.ts";
import { appMessage, DEVICE, signingKey, testApns } from "./support/apns-set-up.ts";

const KINDS = { delivered: "received", engaged: "clicked", undelivered: undefined, "in-transit": undefined };
const ADDRESS = "https://notify.example.org/relance/receipts/app.main";

providerContract("apns", async () => {
  const apns = await startApns({ signingKey, devices: { [DEVICE]: {} } });
  return {
    provider: testApns(apns.origin, { timeout: "1500ms" }),
    message: appMessage({ callbackUrl: `${ADDRESS}?a=k3&s=sig` }),
    secrets: [signingKey.key, DEVICE],
    fakeVendor: {
      mode: (mode) => apns.mode(mode),
      requests: () => apns.requests.length,
      lastAttemptId() {
        const last = apns.requests.at(-1);
        return last && JSON.parse(last.body).relance.attemptId;
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
      [Symbol.asyncDispose]: () => apns[Symbol.asyncDispose](),
    },
  };
});
