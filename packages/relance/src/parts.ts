/** The internals of a gateway, for tests and rehearsals that control its time. */
export type { EngineOverrides } from "./create-relance.ts";
export { defaultPlugins, localPlugins } from "./default-plugins.ts";
export { type Parts, partsOf } from "./shared-parts.ts";
