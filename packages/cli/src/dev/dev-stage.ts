import type { IncomingMessage, ServerResponse } from "node:http";
import { devConsole } from "./dev-console.ts";
import type { Development } from "./development.ts";
import { type PageFacts, pageFacts } from "./page-facts.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** A campaign that is being tried, and what answers for it. Beginning again makes another. */
export interface DevStage {
  readonly development: Development;
  readonly facts: PageFacts;
  readonly edge: Handle;
  readonly console: Handle;
  close(): Promise<void>;
}

export function devStage(development: Development): DevStage {
  const console = devConsole(development.gateway);
  return {
    development,
    facts: pageFacts(development.campaign),
    edge: development.gateway.nodeHandler(),
    console: console.handle,
    async close() {
      development.onChange = undefined;
      console.close();
      await development.close();
    },
  };
}
