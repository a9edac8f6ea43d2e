// Next: lib/gateway.ts. Pages and routes are bundles with a copy of this module each: globalThis holds one gateway per
// process.
import { createRelance, type Relance } from "relance";
import config from "../relance.config.ts";

type App = Relance<typeof config.providers>; // its `send` knows your channels and providers
const kept = globalThis as typeof globalThis & { gateway?: Promise<App> | undefined };

/** Opened by the first request, and not by `next build`. */
export function gateway(): Promise<App> {
  kept.gateway ??= createRelance(config).catch((error: unknown) => {
    kept.gateway = undefined; // the next request tries again
    throw error;
  });
  return kept.gateway;
}
