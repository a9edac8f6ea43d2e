// Starts the campaign of recall.ts in capture mode: messages are stored in readable form and not sent.
import { createRelance } from "relance";
import gateway, { recall } from "./recall.ts";

const due = new Date(Date.now() + 30 * 86_400_000).toISOString();
const recipients = [
  { id: "4711", mobile: "06 39 98 00 01", first_name: "Ana", built: 2012, due },
  { id: "4712", mobile: "06 39 98 00 02", first_name: "Ben", built: 2018, due },
];

await using relance = await createRelance(gateway);
const { name, id } = await relance.campaigns.start(recall, { rows: recipients });
await relance.runOnce({ within: "10s" });
for await (const { content } of relance.outbox()) console.log(JSON.stringify(content).replace(/http[^"]*/, "…"));
const { audience } = await (await relance.campaigns.get(id)).ledger();
console.log(`${name}: ${audience.enrolled} enrolled, ${audience.refused} refused`);
