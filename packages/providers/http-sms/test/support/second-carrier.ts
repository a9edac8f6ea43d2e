import type { Message } from "@relance/spec";
import type { HttpSmsOptions } from "../../src/index.ts";
import { API_KEY, SECRET } from "./gateway.ts";

export function secondCarrier(url: string): HttpSmsOptions {
  return {
    vendor: "second-carrier",
    url: `${url}/send`,
    headers: { authorization: `Bearer ${API_KEY}` },
    body: {
      json: {
        to: "{to}",
        text: "{text}",
        id: "{attemptId}",
        callback: "{callbackUrl}",
        validity: "{validitySeconds}",
      },
    },
    ref: "id",
    errorCode: "error",
    errors: { unknown_subscriber: "bad-recipient", opted_out: "opted-out", bad_key: "unauthorized" },
    receipts: {
      verify: { hmac: { header: "x-gateway-signature", secret: SECRET } },
      ref: "id",
      attemptId: "reference",
      status: "status",
      errorCode: "error",
      at: "at",
      statuses: {
        sent: "in-transit",
        delivered: "delivered",
        undelivered: "undelivered",
        expired: "undelivered",
      },
    },
    replies: { when: { at: "type", is: "inbound" }, id: "id", from: "from", to: "to", text: "text" },
    lookup: { url: `${url}/messages/{attemptId}`, authoritative: true },
    probe: `${url}/balance`,
    timeout: "1s",
  };
}

export const message: Message<"sms"> = {
  channel: "sms",
  attemptId: "k1",
  to: "+33639980001",
  content: { text: 'Rendez-vous demain à 9 h, "salle A" & B' },
  callbackUrl: "https://notify.example.org/relance/receipts/sms.second?a=k1&s=c2ln",
  validityMs: 3_600_000,
};
