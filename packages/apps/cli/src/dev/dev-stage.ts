import { randomBytes } from "node:crypto";
import { type Console, createConsole } from "@relance/console";
import type { LoadedCampaign, RawRow } from "@relance/spec";
import type { LogLine, RelanceConfig } from "relance";
import { localPlugins } from "relance/parts";
import { type PageFacts, pageFacts } from "./correspondent-view.ts";
import type { Development } from "./development.ts";

export interface DevStage {
  readonly development: Development;
  readonly facts: PageFacts;
  readonly console: Console;
  close(): Promise<void>;
}

export const CONSOLE_PATH = "/console";

/** Treats each visitor as an operator, because the server has already checked the token and the origin. */
export function devStage(development: Development): DevStage {
  const { gateway } = development;
  const console = createConsole({ gateway, path: CONSOLE_PATH, authorize: () => ({ actor: "dev", role: "operator" }) });
  return {
    development,
    facts: pageFacts(development.campaign),
    console,
    async close() {
      console.close();
      await development.close();
    },
  };
}

/** Returns the campaign with at most `limit` recipients. Removes the expected number of recipients. */
export function firstPeople(campaign: LoadedCampaign, limit: number): LoadedCampaign {
  const { audience, definition } = campaign;
  if (audience === undefined) return campaign;
  return {
    ...campaign,
    definition: { ...definition, audience: { ...definition.audience, expect: "0+" } },
    audience: () => head(audience(), limit),
    audienceHash: undefined,
  };
}

async function* head(rows: AsyncIterable<RawRow>, limit: number): AsyncIterable<RawRow> {
  let left = limit;
  if (left <= 0) return;
  for await (const line of rows) {
    yield line;
    left -= 1;
    if (left <= 0) return;
  }
}

/** The default `pressAfter` of a production gateway, because the test gateway has no delay. */
const PRESS_AFTER = "1s";

/** Copies only the options that have no effect on other systems. Links get a new secret, so production refuses them. */
export function harmlessConfig(config: RelanceConfig, publicUrl: string, log: (line: LogLine) => void): RelanceConfig {
  const { store, providers, templates, replies, retention, prices, carrierHours, evidence, http = {} } = config;
  const { onError: _, ...edge } = http; // the application's `onError` may call another system
  const copied = { store, providers, templates, replies, retention, prices, carrierHours, evidence };
  return {
    ...copied,
    security: { signing: [randomBytes(32).toString("base64url")], apiTokens: config.security.apiTokens },
    http: { pressAfter: PRESS_AFTER, ...edge },
    publicUrl,
    plugins: localPlugins(config.plugins),
    observe: { log },
  };
}
