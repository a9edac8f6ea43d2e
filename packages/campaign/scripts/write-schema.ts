import { writeFile } from "node:fs/promises";
import { describedSchema } from "./describe-schema.ts";

const file = new URL("../campaign.schema.json", import.meta.url);
await writeFile(file, `${JSON.stringify(describedSchema(), null, 2)}\n`);
