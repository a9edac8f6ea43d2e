import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { defineConfig, defineTemplates, sqliteStore } from "relance";
import * as z from "zod";

const { TWILIO_ACCOUNT_SID = "AC00000000000000000000000000000000", TWILIO_AUTH_TOKEN = "none" } = process.env;

/** The columns that these texts read. A campaign whose rows lack a column is a compile error. */
const templates = defineTemplates<{ first_name: string; due: string }>()({
  "recall@3": {
    sms: ({ variables, ack }) => ({ text: `${variables.first_name}, please confirm your car: ${ack.url}` }),
    email: ({ variables, ack }) => ({
      subject: `Your car, ${variables.first_name}`,
      text: `Please confirm until ${variables.due}: ${ack.url}`,
    }),
  },
});

const config = defineConfig({
  store: sqliteStore({ file: process.env.RELANCE_DB ?? "relance.db" }),
  providers: {
    sms: {
      main: twilioSms({ accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, from: "+33639980000" }),
    },
    email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:2525", from: "garage@example.org" }) },
  },
  publicUrl: "https://notify.example.org/relance",
  security: { signing: [process.env.RELANCE_SECRET] },
  templates,
});
export default config;

export const recall = config.campaign("recall", {
  row: z.object({
    id: z.string(),
    mobile: z.string(),
    mail: z.string().optional(),
    first_name: z.string(),
    built: z.number(),
    due: z.iso.datetime(),
  }),
  deadline: { column: "due", minus: "24h" },
  audience: { key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
  confirm: {
    via: ["link", "reply"],
    buttons: { done: "close", later: "snooze 72h", sold: "next-contact" },
    replies: { OK: "done" },
  },
  steps: [
    { channel: "sms", route: ["main"], template: "recall@3", wait: "48h", onMissingReceipt: { do: "escalate" } },
    {
      channel: "email",
      route: ["smtp"],
      template: "recall@3",
      when: (row) => row.built.lt(2015).or(row.built.gte(2020)),
    },
  ],
});
