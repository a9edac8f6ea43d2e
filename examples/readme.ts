import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { createRelance, sqliteStore } from "relance";

const account = { accountSid: "AC00000000000000000000000000000000", authToken: "…", from: "+33639980000" };
const mailServer = { url: "smtp://127.0.0.1:2525", from: "alerts@example.org" };
const text = "Please stop using it, and confirm: {{ ack.url }}";

const relance = await createRelance({
  store: sqliteStore({ file: "relance.db" }),
  providers: { sms: { main: twilioSms(account) }, email: { smtp: nodemailerEmail(mailServer) } },
  publicUrl: "https://notify.example.org/relance", // receipts, replies and confirmation pages
  security: { signing: [process.env.RELANCE_SECRET] },
  delivery: "capture", // the default: messages are stored and not sent; "live" sends them
});
await relance.send({
  idempotencyKey: "recall-4711", // a second call with this key sends nothing
  recipient: { key: "4711", contacts: { sms: "+33639980001", email: "a@example.org" } },
  steps: [
    { channel: "sms", content: { text }, wait: "2h" }, // without a confirmation after two hours, the next step begins
    { channel: "email", content: { subject: "Recall", text } },
  ],
});

await relance.runOnce({ within: "5s" }); // a service calls relance.run({ signal }) instead
for await (const { channel, to, content } of relance.outbox()) console.log(channel, to, content);
for (const { name, states, holds } of await relance.campaigns.ledgers()) console.log(name, states, holds);
await relance.close();
