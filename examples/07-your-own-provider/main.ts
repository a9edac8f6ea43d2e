import { createRelance, defineConfig, sqliteStore } from "relance";
import { pagerSms } from "./pager.ts";

const { GATEWAY_URL = "", GATEWAY_KEY = "", GATEWAY_SECRET = "" } = process.env;

const relance = await createRelance(
  defineConfig({
    store: sqliteStore({ file: process.env.RELANCE_DB ?? "relance.db" }),
    providers: { sms: { pager: pagerSms({ url: `${GATEWAY_URL}/send`, key: GATEWAY_KEY, secret: GATEWAY_SECRET }) } },
    publicUrl: process.env.PUBLIC_URL, // reports arrive here once relance.nodeHandler() is mounted
    security: { signing: [process.env.RELANCE_SECRET] },
    delivery: "live",
  }),
);
await relance.send({
  idempotencyKey: "page-1",
  recipient: { key: "4711", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "Please call back." } }],
});
await relance.runOnce({ within: "10s" });
const [ledger] = await relance.campaigns.ledgers();
for (const { provider, state, count } of ledger?.attempts ?? []) console.log(provider, state, count);
await relance.close();
