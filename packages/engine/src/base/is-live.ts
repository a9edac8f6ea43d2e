import type { EngineContext } from "./context.ts";

/** In capture mode nothing leaves, questions to providers included. */
export function isLive({ options }: EngineContext): boolean {
  return (options.delivery ?? "capture") !== "capture";
}
