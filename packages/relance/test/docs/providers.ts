import type { Provider } from "@relance/spec";

/** Replaces the provider that the pages of the documentation call "yours". */
export const sms: Provider<"sms"> = {
  kind: "example",
  channel: "sms",
  vendor: "example-carrier",
  capabilities: { receipts: true, replies: true },
  send: async ({ attemptId }) => ({ ref: `ref-${attemptId}` }),
};
