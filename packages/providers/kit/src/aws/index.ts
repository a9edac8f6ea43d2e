/** Shared by the AWS services: signed requests, and events over SNS. Loaded only by the presets that need it. */
export * from "./options.ts";
export * from "./signing.ts";
export * from "./sns.ts";
