import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LoadedCampaign, RawRow } from "@relance/spec";
import type { LogLine, RelanceConfig } from "relance";
import { localPlugins } from "relance/parts";
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

/** The campaign for the first people of its audience alone; another number of people is no mistake here. */
export function firstPeople(campaign: LoadedCampaign, limit: number): LoadedCampaign {
  const { audience, definition } = campaign;
  if (audience === undefined) return campaign;
  const { expect: _, ...rows } = definition.audience ?? { key: "" };
  return {
    ...campaign,
    definition: { ...definition, audience: rows },
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

/** As in production: a person presses no sooner, in milliseconds. A gateway under test would press at once. */
const PRESS_AFTER_MS = 1_000;

/**
 * What of a configuration counts on one's own machine, member by member: whatever is added to configurations later is
 * left out until it is named here. Store and providers are replaced by the gateway under test. The
 * secret is new, so that no link made here opens anything in production.
 */
export function harmlessConfig(config: RelanceConfig, publicUrl: string, log: (line: LogLine) => void): RelanceConfig {
  const { store, providers, templates, replies, retention, plugins, security, http = {} } = config;
  const { prices, carrierHours, evidence } = config;
  const { onError: _, ...edge } = http; // it may tell another system
  return {
    store,
    providers,
    templates,
    replies,
    retention,
    security: { apiTokens: security?.apiTokens },
    prices,
    carrierHours,
    evidence,
    http: { pressAfterMs: PRESS_AFTER_MS, ...edge },
    publicUrl,
    secrets: [randomBytes(32).toString("base64url")],
    plugins: localPlugins(plugins),
    observe: { log },
  };
}
