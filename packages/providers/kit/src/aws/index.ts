/** Code for AWS services: signed requests, and events over SNS. Only presets that need this module load it. */
export * from "./options.ts";
export * from "./signing.ts";
export * from "./sns.ts";
