// `npm run demo:files` writes the demo's campaign, configuration and 2,000 recipients into a folder for `npx relance`.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openOutside, rowsOf } from "./fake-vendors.ts";

const folder = join(process.cwd(), "demo-files");
const here = import.meta.dirname;
await using outside = await openOutside({ seed: 26, people: 2_000, startAt: Date.parse("2013-08-01T08:00Z"), loss: 0 });
mkdirSync(folder, { recursive: true });
cpSync(join(here, "campaign"), folder, { recursive: true });
cpSync(join(here, "relance.config.ts"), join(folder, "relance.config.ts"));
const people = rowsOf(outside.people);
const env = Object.entries({ ...outside.env, DEMO_SECRET: "any-secret-of-16-characters" });
writeFileSync(join(folder, "people.jsonl"), people.map((row) => `${JSON.stringify(row)}\n`).join(""));
writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
writeFileSync(join(folder, ".env"), env.map(([name, value]) => `${name}=${value}\n`).join(""));
console.log(`wrote ${folder}: the campaign, its gateway, and ${people.length.toLocaleString("en")} people`);
