// Next: the configuration in the application's root.
export { default } from "../../relance.config.ts";
