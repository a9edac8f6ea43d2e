// Sends a reminder in French from a campaign file. In capture mode, messages are stored and not sent.
import { fileURLToPath } from "node:url";
import { createRelance, loadCampaign } from "relance";
import config from "../relance.config.ts";

const file = fileURLToPath(new URL("./reinscription.campaign.yaml", import.meta.url));
const relance = await createRelance(config);
const campaign = await relance.campaigns.start(await loadCampaign(file), { occurrence: "2013-08" });
await relance.runOnce({ within: "10s" });

const { audience, states, holds } = await campaign.ledger();
console.log(
  `${audience.rows} lignes = ${audience.enrolled} inscrits + ${audience.repeated} répétés + ${audience.refused} refusés`,
);
console.log(
  `en attente d’une réponse : ${states.active}, injoignables : ${states.exhausted}, le compte est ${holds ? "juste" : "FAUX"}`,
);
for await (const { key, cause } of campaign.unreached()) console.log(`  ${key}: ${cause}`);
await relance.close();
