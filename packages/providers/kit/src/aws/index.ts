/** Code that AWS services share: signed requests, and events over SNS. Loaded only by presets that need it. */
export * from "./options.ts";
export * from "./signing.ts";
export * from "./sns.ts";
