import { join } from "node:path";

const { RELANCE_SABOTAGE = "" } = process.env;

/**
 * The bundled program of the store's thread. Each sabotage has its own file, so that parallel runs do not share a
 * sabotaged program.
 */
export const STORE_THREAD_FILE: string = join(
  import.meta.dirname,
  "../../node_modules/.cache/relance-tests",
  `store-thread${RELANCE_SABOTAGE && `-${RELANCE_SABOTAGE.replaceAll(/[^a-z0-9]+/gi, "-")}`}.mjs`,
);
