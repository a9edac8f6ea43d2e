import type { Provider } from "@relance/spec";

/** Stands where a page of the documentation says "yours". */
export const sms: Provider<"sms"> = {
  kind: "example",
  channel: "sms",
  vendor: "example-carrier",
  capabilities: { receipts: true, replies: true },
  send: async ({ attemptId }) => ({ ref: `ref-${attemptId}` }),
};
