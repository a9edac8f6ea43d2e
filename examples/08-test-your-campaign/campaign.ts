// The campaign under test and its configuration, the same as in production.
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { defineConfig, sqliteStore } from "relance";
import * as z from "zod";

export const config = defineConfig({
  store: sqliteStore({ file: "relance.db" }),
  providers: {
    sms: {
      main: twilioSms({
        accountSid: "AC00000000000000000000000000000000",
        authToken: "none",
        from: "+33639980000",
      }),
    },
    email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:2525", from: "water@example.org" }) },
  },
  publicUrl: "https://notify.example.org/relance",
  security: { signing: ["only-for-this-example"] },
  templates: {
    "outage@1": {
      sms: ({ ack }) => ({ text: `Please confirm that your water is back: ${ack.url}` }),
      email: () => ({ subject: "Water", text: "Please confirm that your water is back." }),
    },
  },
});

export const campaign = config.campaign("outage", {
  row: z.object({ id: z.string(), mobile: z.string(), mail: z.string() }),
  deadline: "24h",
  audience: { key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
  steps: [
    {
      channel: "sms",
      route: ["main"],
      template: "outage@1",
      wait: "4h",
      onMissingReceipt: { after: "15m", do: "escalate" },
    },
    { channel: "email", route: ["smtp"], template: "outage@1" },
  ],
});

export const people = Array.from({ length: 100 }, (_, n) => ({
  id: `p${n}`,
  mobile: `+3363998${String(n).padStart(4, "0")}`,
  mail: `p${n}@example.org`,
}));
