import { writeFile } from "node:fs/promises";
import { campaignSchema } from "../src/definition/campaign-schema.ts";

const file = new URL("../campaign.schema.json", import.meta.url);
await writeFile(file, `${JSON.stringify(campaignSchema(), null, 2)}\n`);
