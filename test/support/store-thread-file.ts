import { join } from "node:path";

const { RELANCE_SABOTAGE = "" } = process.env;

/**
 * The program of the store's thread in tests, one for each sabotage, so that parallel runs do not share a broken one.
 */
export const STORE_THREAD_FILE: string = join(
  import.meta.dirname,
  "../../node_modules/.cache/relance-tests",
  `store-thread${RELANCE_SABOTAGE && `-${RELANCE_SABOTAGE.replaceAll(/[^a-z0-9]+/gi, "-")}`}.mjs`,
);
