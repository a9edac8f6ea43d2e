import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { postgresStore } from "@relance/store-postgres";
import { defineConfig } from "relance";
import * as z from "zod";

const { TWILIO_ACCOUNT_SID = "AC00000000000000000000000000000000", TWILIO_AUTH_TOKEN = "none" } = process.env;
const account = { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, from: "+33639980000" };

/** The store has its own connections, so the application never waits for a connection that the worker uses. */
export const configOf = (url: string) =>
  defineConfig({
    store: postgresStore({ url }),
    providers: {
      sms: { main: twilioSms(account) },
      email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:2525", from: "desk@example.org" }) },
    },
    publicUrl: process.env.RELANCE_PUBLIC_URL ?? "http://127.0.0.1:8077/relance",
    security: { signing: [process.env.RELANCE_SECRET] },
    observe: { log: console }, // or pino(); without a log, relance reports no errors, not even your subscriber's
    templates: {
      // a changed text needs a new name: appointment@2
      "appointment@1": {
        sms: ({ ack }) => ({ text: `Will you come? ${ack.url}` }),
        email: ({ ack }) => ({ subject: "Your appointment", text: `Will you come? ${ack.url}` }),
      },
    },
  });

/** An unknown column, provider, template or answer is a compile error. */
export const campaignOf = (config: ReturnType<typeof configOf>) =>
  config.campaign("appointments", {
    row: z.object({ id: z.string(), mobile: z.string(), mail: z.string(), at: z.iso.datetime() }),
    subject: "Your appointment: will you come?", // text of the page that the link opens
    timezone: "Europe/Paris",
    deadline: { column: "at", minus: "2h" },
    audience: { mode: "open", key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
    confirm: {
      event: "confirmed",
      via: ["link", "event"],
      buttons: { done: { label: "I will come", effect: "close" } },
    },
    steps: [
      { channel: "sms", route: ["main"], template: "appointment@1", wait: "24h", onMissingReceipt: { do: "escalate" } },
      { channel: "email", route: ["smtp"], template: "appointment@1" },
    ],
  });
