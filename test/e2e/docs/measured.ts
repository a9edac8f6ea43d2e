// The test of docs/metrics.md runs this program, which sends one message and then reads the metrics.
import { openTelemetry } from "@relance/opentelemetry";
import type { Provider } from "@relance/spec";
import { createRelance, sqliteStore } from "relance";

const carrier: Provider<"sms"> = {
  kind: "example",
  channel: "sms",
  vendor: "example-carrier",
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: `ref-${attemptId}` }),
};
const gateway = await createRelance({
  store: sqliteStore({ file: ":memory:" }),
  providers: { sms: { main: carrier } },
  security: { signing: ["a-secret-for-this-page"] },
  delivery: "live",
  plugins: [openTelemetry()],
});
await gateway.send({
  idempotencyKey: "recall-4711",
  recipient: { key: "4711", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "hello" } }],
});
await gateway.runOnce({ within: "5s" });
const [, , port] = process.argv;
console.log(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
await gateway.close();
