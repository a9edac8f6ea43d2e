import { byWord } from "@relance/provider-kit";
import { FROM, meanings, type Preset } from "./preset.ts";

/** `region` is `eu`, `us` … @default "eu" */
export const sinch: Preset<"servicePlanId" | "apiToken" | "from", "region"> = {
  asks: {
    servicePlanId: "Service plan ID, under SMS › APIs",
    apiToken: "API token, next to the service plan ID",
    from: FROM,
  },
  may: ["region"],
  endpoint: ({ region = "eu" }) => `https://${region}.sms.api.sinch.com`,
  describe: ({ servicePlanId, apiToken, from }, base) => ({
    url: `${base}/xms/v1/${servicePlanId}/batches`,
    headers: { authorization: `Bearer ${apiToken}` },
    body: {
      json: {
        from,
        to: ["{to}"],
        body: "{text}",
        delivery_report: "per_recipient",
        callback_url: "{callbackUrl}",
        client_reference: "{attemptId}",
      },
    },
    accept: { status: [201] },
    ref: "id",
    errorCode: "code",
    errors: byWord({
      unauthorized: "unauthorized",
      throttled: "too_many_requests",
      refused: "402, 408, 412",
      "recipient-unavailable": "404",
      "bad-content": "405, 411",
      "bad-sender": "410",
      account: "413",
    }),
    receipts: {
      status: "status",
      statuses: meanings("Queued Dispatched", "Delivered", "Failed Expired Rejected Aborted Cancelled Deleted"),
      ref: "batch_id",
      attemptId: "client_reference",
      errorCode: "code",
      at: "at",
    },
    enterAt: { replies: "SMS › APIs › your service plan › Callback URLs" },
    // the body is a text in mo_text, but an object in mo_media (MMS)
    replies: { from: "from", to: "to", text: ["body", "body.message", "body.subject"], id: "id", at: "received_at" },
    callbackRetry: "22h", // last retry after 81,920 s
  }),
};
