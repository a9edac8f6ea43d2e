/** What the services of AWS share: signed requests, and events over SNS. Loaded by the presets that need it alone. */
export * from "./options.ts";
export * from "./signing.ts";
export * from "./sns.ts";
