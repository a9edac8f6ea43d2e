/** A gateway's internals, for tests, rehearsals and measurements, which control its time. Applications do not need it. */
export type { EngineOverrides } from "./create-relance.ts";
export { defaultPlugins, localPlugins } from "./default-plugins.ts";
export { type Parts, partsOf } from "./shared-parts.ts";
