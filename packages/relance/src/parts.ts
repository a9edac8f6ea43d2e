/** What stands behind a gateway: for tests, rehearsals and measurements, which drive its time. Applications need none of it. */
export type { EngineOverrides } from "./create-gateway.ts";
export { type Parts, partsOf } from "./shared-parts.ts";
