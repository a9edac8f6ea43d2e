import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { createGateway, sqliteStore } from "relance";

const accountSid = "AC00000000000000000000000000000000";
const relance = await createGateway({
  store: sqliteStore({ file: "relance.db" }),
  providers: {
    sms: { main: twilioSms({ accountSid, authToken: "…", from: "+33639980000" }) },
    email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:2525", from: "alerts@example.org" }) },
  },
  publicUrl: "https://notify.example.org/relance", // where receipts and answers come in
  secrets: [process.env.RELANCE_SECRET], // signs links and callbacks
  security: { encryptionSecret: [process.env.RELANCE_SECRET] }, // people's data lies encrypted
  delivery: "capture", // the default: stored and readable, nothing leaves; "live" sends
});
const text = "Please stop using it, and confirm: {{ ack.url }}";
await relance.send({
  idempotencyKey: "recall-4711",
  recipient: { key: "4711", contacts: { sms: "+33639980001", email: "a@example.org" } },
  steps: [
    { channel: "sms", content: { text }, wait: "2h" },
    { channel: "email", content: { subject: "Recall", text } },
  ],
});
await relance.runOnce({ budgetMs: 5_000 }); // a worker: relance.run({ signal })
for await (const { channel, to, content } of relance.captured()) console.log(channel, to, content);
const ledgers = await relance.campaigns.counts();
for (const { name, states, holds } of ledgers) console.log(name, states, holds);
await relance.close();
