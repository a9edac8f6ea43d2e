import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { type FakeVendorMode, providerContract } from "@relance/conformance/provider";
import type { Message } from "@relance/spec";
import { pagerSms } from "./pager.ts";

const SECRETS = { key: "a-key-of-a-test", secret: "a-secret-of-a-test" };
const REPORTS = "https://notify.example.org/relance/receipts/sms.pager";
const message: Message<"sms"> = {
  channel: "sms",
  attemptId: "k1",
  to: "+33639980001",
  content: { text: "Please call back." },
  callbackUrl: `${REPORTS}?a=k1&s=c2ln`,
};
const REFUSALS = new Map<FakeVendorMode, readonly [status: number, error: string]>([
  ["refuse", [400, "unknown_subscriber"]],
  ["throttle", [429, "too_fast"]],
  ["unavailable", [503, "down"]],
]);
const STATUSES = { "in-transit": "sent", delivered: "delivered", undelivered: "expired", engaged: undefined };

providerContract("the pager", async () => {
  let mode: FakeVendorMode = "accept";
  const sent: { readonly id?: string }[] = [];
  const server = createServer(async (request, response) => {
    sent.push((await json(request)) as { id?: string });
    const [status, error] = REFUSALS.get(mode) ?? [202];
    const answer = JSON.stringify(error === undefined ? { id: `p${sent.length}` } : { error });
    if (mode === "silence") return;
    if (mode === "reset") return void request.socket.destroy();
    response.writeHead(status, { "content-length": answer.length });
    if (mode === "reset-mid-answer") response.write(answer.slice(0, 4), () => request.socket.destroy());
    else response.end(answer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    provider: pagerSms({ url: `http://127.0.0.1:${port}/send`, ...SECRETS, timeout: "1s" }),
    message,
    secrets: Object.values(SECRETS),
    fakeVendor: {
      mode(next) {
        mode = next;
      },
      requests: () => sent.length,
      lastAttemptId: () => sent.at(-1)?.id,
      receipt(kind, { attemptId, ref }) {
        const status = STATUSES[kind];
        if (status === undefined) return undefined; // a pager never reports it
        const body = Buffer.from(JSON.stringify({ id: ref, reference: attemptId, status }));
        const signature = createHmac("sha256", SECRETS.secret).update(body).digest("hex");
        return { method: "POST", url: REPORTS, headers: new Headers({ "x-gateway-signature": signature }), body };
      },
      async [Symbol.asyncDispose]() {
        server.close().closeAllConnections();
      },
    },
  };
});
