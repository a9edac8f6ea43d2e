import { basic, FROM, meanings, type Preset } from "./preset.ts";

export const elks46: Preset<"username" | "password" | "from"> = {
  asks: { username: "API username, on the account page", password: "API password, next to the username", from: FROM },
  endpoint: "https://api.46elks.com",
  describe: ({ username, password, from }, base) => ({
    url: `${base}/a1/sms`,
    headers: basic(username, password),
    body: { form: { from, to: "{to}", message: "{text}", whendelivered: "{callbackUrl}" } },
    ref: "id",
    receipts: {
      status: "status",
      statuses: meanings("created sent", "delivered", "failed"),
      ref: "id",
      at: "delivered",
    },
    enterAt: { replies: "Numbers › your number › sms_url, and mms_url if it has one" },
    replies: { from: "from", to: "to", text: "message", id: "id", at: "created" },
    lookup: { url: `${base}/a1/sms/{ref}` },
    callbackRetry: "6h", // 46elks documents at least six hours and five attempts
  }),
};
