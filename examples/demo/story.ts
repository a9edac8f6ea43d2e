import { fileURLToPath } from "node:url";

const { DEMO_STORY = "." } = process.env;
const pathOf = (name: string) => fileURLToPath(new URL(`./${DEMO_STORY}/${name}`, import.meta.url));

export const CAMPAIGN: string = pathOf("campaign/re-registration.campaign.yaml");
export const CONFIG: string = pathOf("relance.config.ts");
export const { default: config, clock }: typeof import("./relance.config.ts") = await import(CONFIG);
