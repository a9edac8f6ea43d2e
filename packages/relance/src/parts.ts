/** Internal parts of a gateway, for tests and rehearsals with a virtual clock. */
export type { EngineOverrides } from "./create-relance.ts";
export { defaultPlugins, localPlugins } from "./default-plugins.ts";
export { type Parts, partsOf } from "./shared-parts.ts";
