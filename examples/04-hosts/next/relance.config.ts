// This is the configuration in the root of a Next application.
export { default } from "../../relance.config.ts";
