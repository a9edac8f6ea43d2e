import { outgoingWebhooks } from "@relance/outgoing-webhooks";
import { defineConfig, type Provider, sqliteStore } from "relance";
import * as z from "zod";

function carrier<C extends "sms" | "email">(channel: C, receipts: boolean): Provider<C> {
  return {
    kind: `carrier-${channel}`,
    channel,
    vendor: channel,
    capabilities: { receipts, replies: false },
    send: async () => Promise.reject(new Error("tests send nothing")),
  };
}

export const config = defineConfig({
  store: sqliteStore({ file: "relance.db" }),
  providers: { sms: { main: carrier("sms", true) }, email: { smtp: carrier("email", false) } },
  publicUrl: "https://notify.example.org/relance",
  security: { signing: [process.env.RELANCE_SECRET] },
  templates: {
    "reminder@1": {
      sms: ({ ack }) => ({ text: `Please confirm your appointment: ${ack.url}` }),
      email: ({ ack }) => ({ subject: "Your appointment", text: `Please confirm: ${ack.url}` }),
    },
  },
  plugins: [outgoingWebhooks({ crm: { url: "https://crm.example.org/relance", secret: process.env.CRM_SECRET } })],
});

export const campaign = config.campaign("appointment", {
  row: z.object({ id: z.string(), mobile: z.string(), mail: z.string() }),
  deadline: "72h",
  audience: { contacts: { sms: "mobile", email: "mail" } },
  steps: [
    { channel: "sms", route: ["main"], template: "reminder@1", wait: "60h", onMissingReceipt: { do: "escalate" } },
    { channel: "email", route: ["smtp"], template: "reminder@1" },
  ],
});

/** The same campaign for an application that enrolls its recipients one by one. */
export const visits = config.campaign("visits", {
  row: z.object({ id: z.string(), mobile: z.string(), mail: z.string() }),
  deadline: "72h",
  audience: { mode: "open", contacts: { sms: "mobile", email: "mail" } },
  confirm: { buttons: { done: "close", later: "snooze 12h" } },
  steps: [
    { channel: "sms", route: ["main"], template: "reminder@1", wait: "24h" },
    { channel: "email", route: ["smtp"], template: "reminder@1" },
  ],
});
