import { basic, FROM, meanings, type Preset } from "./preset.ts";

export const plivo: Preset<"authId" | "authToken" | "from"> = {
  asks: { authId: "Auth ID, on the console's home page", authToken: "Auth Token, next to the Auth ID", from: FROM },
  endpoint: "https://api.plivo.com",
  describe: ({ authId, authToken, from }, base) => ({
    url: `${base}/v1/Account/${authId}/Message/`,
    headers: basic(authId, authToken),
    body: { json: { src: from, dst: "{toDigits}", text: "{text}", url: "{callbackUrl}", method: "POST" } },
    accept: { status: [202] },
    ref: "message_uuid[0]",
    statuses: { 402: "account" },
    errors: { 40: "bad-sender", 50: "bad-recipient", 200: "opted-out", 900: "account" },
    receipts: {
      status: "Status",
      statuses: meanings("queued sent", "delivered", "undelivered failed rejected"),
      ref: "MessageUUID",
      errorCode: "ErrorCode",
    },
    enterAt: {
      replies: "Messaging › Applications: an application with this Message URL (POST), assigned to your number",
    },
    replies: { from: "From", to: "To", text: ["Text", "Body"], id: "MessageUUID" }, // an MMS has its text in Body instead of Text
  }),
};
