// This is lib/gateway.ts of a Next application. Pages and routes are bundles that each contain a copy of this module,
// so globalThis holds one gateway per process.
import { createRelance, type Relance } from "relance";
import config from "../relance.config.ts";

type App = Relance<typeof config.providers>; // with this type, the compiler checks the channels and providers in `send`
const kept = globalThis as typeof globalThis & { gateway?: Promise<App> | undefined };

/** Opens the gateway at the first request, not in `next build`. */
export function gateway(): Promise<App> {
  kept.gateway ??= createRelance(config).catch((error: unknown) => {
    kept.gateway = undefined; // after a failure, the next request tries again
    throw error;
  });
  return kept.gateway;
}
