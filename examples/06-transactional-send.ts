// Sends an alert that must be confirmed: by push, after ten minutes by SMS, and after ten more minutes by email.
import { createRelance } from "relance";
import config from "./relance.config.ts";

const relance = await createRelance(config);
const answer = await relance.send({
  idempotencyKey: "pump-7-alarm-2013-08-01T03:12",
  recipient: {
    key: "on-call",
    contacts: { sms: "+33639980001", email: "on-call@example.org" },
  },
  steps: [
    { channel: "sms", content: { text: "Pump 7 stands still. I take it: {{ ack.url }}" }, wait: "10m" },
    { channel: "email", content: { subject: "Pump 7 stands still", text: "I take it: {{ ack.url }}" } },
  ],
  deadline: "1h",
});
console.log(answer.status, answer.state);
await relance.runOnce({ within: "10s" });
const [ledger] = await relance.campaigns.ledgers();
console.log(`waiting for an answer: ${ledger?.states.active}`);
await relance.close();
