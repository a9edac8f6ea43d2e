import { writeFile } from "node:fs/promises";
import { scenarioSchema } from "../src/scenario/scenario-schema.ts";

const file = new URL("../scenario.schema.json", import.meta.url);
await writeFile(file, `${JSON.stringify(scenarioSchema(), null, 2)}\n`);
