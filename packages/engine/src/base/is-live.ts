import type { EngineContext } from "./context.ts";

/** In capture mode nothing is sent, look-ups included. */
export function isLive({ options }: EngineContext): boolean {
  return (options.delivery ?? "capture") !== "capture";
}
