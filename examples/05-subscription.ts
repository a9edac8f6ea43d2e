// A named subscription. The store keeps its cursor, so the program misses no event while it is not running.
import { createRelance, type RelanceEvent } from "relance";
import config from "./relance.config.ts";

const relance = await createRelance(config);
await relance.send({
  idempotencyKey: "hello-1",
  recipient: { key: "4711", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "Hello." } }],
});
await relance.runOnce({ within: "10s" });

const seen = new Set<string>(); // events arrive at least once; ids are stable, so repeats are easy to recognize
const crm = relance.subscribe("crm", (events: readonly RelanceEvent[]) => {
  for (const event of events) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    console.log(event.type, event.key ?? event.campaign.name, event.provider ?? "");
  }
});
await new Promise((resolve) => setTimeout(resolve, 1_000));
await crm.stop();
await relance.close();
