import { fileURLToPath } from "node:url";

const { DEMO_STORY = "." } = process.env;
const pathOf = (name: string) => fileURLToPath(new URL(`./${DEMO_STORY}/${name}`, import.meta.url));

/** The campaign of the story. */
export const CAMPAIGN: string = pathOf("campaign/re-registration.campaign.yaml");
/** The campaign's gateway configuration. */
export const CONFIG: string = pathOf("relance.config.ts");
export const { default: config, clock }: typeof import("./relance.config.ts") = await import(CONFIG);
