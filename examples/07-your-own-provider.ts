// A provider in one file: a far end of your own, as one function.
import { type Provider, ProviderError } from "@relance/spec";
import { createGateway, defineGateway, sqliteStore } from "relance";

function pagerSms(options: { readonly url: string }): Provider<"sms"> {
  return {
    kind: "pager",
    channel: "sms",
    vendor: "in-house",
    capabilities: { receipts: false, replies: false },
    async send(message, { signal }) {
      const body = JSON.stringify({ to: message.to, text: message.content.text, id: message.attemptId });
      const headers = {
        authorization: `Bearer ${process.env.GATEWAY_KEY}`,
        "content-type": "application/json",
      };
      const request = fetch(options.url, { method: "POST", headers, body, signal, redirect: "error" });
      const response = await request.catch((cause: unknown) => {
        // the request may have left: only the far end knows, so it is not repeated blindly
        const init = { provider: "pager", disposition: "reroute", outcome: "unknown", cause } as const;
        throw new ProviderError("provider/connection-lost", "no answer", init);
      });
      if (!response.ok) {
        const outcome = response.status >= 500 ? "unknown" : "not-sent";
        throw new ProviderError("provider/refused", `HTTP ${response.status}`, {
          provider: "pager",
          disposition: "reroute",
          outcome,
        });
      }
      const { id } = (await response.json()) as { id: string };
      return { ref: id };
    },
  };
}

const relance = await createGateway(
  defineGateway({
    store: sqliteStore({ file: process.env.RELANCE_DB ?? "relance.db" }),
    providers: { sms: { pager: pagerSms({ url: `${process.env.GATEWAY_URL}/send` }) } },
    secrets: [process.env.RELANCE_SECRET],
    delivery: "live",
  }),
);
await relance.send({
  idempotencyKey: "page-1",
  recipient: { key: "4711", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "Please call back." } }],
});
await relance.runOnce({ budgetMs: 10_000 });
const [ledger] = await relance.campaigns.counts();
for (const { provider, state, count } of ledger?.attempts ?? []) console.log(provider, state, count);
await relance.close();
