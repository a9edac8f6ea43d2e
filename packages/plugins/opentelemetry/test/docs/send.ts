// The test of docs/traces.md runs this file, which sends one message through a provider that accepts it.
import { traced } from "@relance/opentelemetry";
import type { Provider } from "@relance/spec";

const carrier: Provider<"sms"> = {
  kind: "example",
  channel: "sms",
  vendor: "example-carrier",
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: `ref-${attemptId}` }),
};
const message = {
  channel: "sms",
  attemptId: "k1",
  to: "+33639980001",
  content: { text: "hello" },
  purpose: { campaign: "recall", occurrence: "2026-11", tenant: "acme", step: 1 },
} as const;
await traced(carrier).send(message, { signal: new AbortController().signal });
