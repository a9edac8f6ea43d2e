import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCampaign } from "@relance/campaign";
import { type SharedClock, sharedClock } from "@relance/store-sqlite";
import { freePort } from "@relance/test-postgres";
import {
  type CampaignDefinition,
  type CampaignHandle,
  createRelance,
  type LogLine,
  type Relance,
  type RelanceConfig,
  type RelanceEvent,
} from "relance";
import { partsOf } from "relance/parts";
import { gatewayConfig } from "./gateway-config.ts";
import { type Outside, type OutsideOptions, openOutside } from "./outside.ts";
import type { Settings } from "./settings.ts";
import { waitFor } from "./wait-for.ts";

const PLEASE = "please@1";
export const PLEASE_OR_STOP = "please-or-stop@1";
const TEXT = "Please confirm";
const templates = {
  [PLEASE]: {
    sms: ({ ack }: { ack: { url: string; code: string } }) => ({
      text: `${TEXT}: ${ack.url} or OK ${ack.code}`,
    }),
    email: ({ ack }: { ack: { url: string } }) => ({ subject: TEXT, text: `${TEXT}: ${ack.url}` }),
    push: ({ ack }: { ack: { url: string } }) => ({ title: TEXT, body: TEXT, url: ack.url }),
    app: () => ({ title: TEXT, body: TEXT }),
  },
  [PLEASE_OR_STOP]: {
    email: ({ ack, optout }: { ack: { url: string }; optout: { url: string } }) => ({
      subject: TEXT,
      text: `${TEXT}: ${ack.url}\nNo more such mail: ${optout.url}`,
    }),
  },
};

const DEFINITION: CampaignDefinition = {
  version: 1,
  name: "stack",
  subject: TEXT,
  deadline: "72h",
  audience: { key: "id", contacts: { sms: "mobile", email: "mail", push: "subscription" }, country: "FR" },
  confirm: {
    event: "came",
    via: ["event", "link", "reply"],
    buttons: { done: "close", help: "call-me" },
    replies: { OK: "done" },
  },
  steps: [
    { channel: "sms", route: ["main", "second"], template: PLEASE, wait: "24h", onMissingReceipt: { after: "30m" } },
    { channel: "email", route: ["smtp"], template: PLEASE, wait: "12h" },
  ],
};

/** A gateway with a worker, a store on disk and HTTP routes, connected to provider APIs on loopback. */
export interface Stack extends AsyncDisposable {
  readonly outside: Outside;
  readonly gateway: Relance;
  readonly settings: Settings;
  readonly clock: SharedClock;
  start(
    rows: readonly Record<string, string>[],
    change?: Partial<CampaignDefinition>,
    options?: { readonly tenant?: string },
  ): Promise<CampaignHandle>;
  events(): Promise<readonly RelanceEvent[]>;
  logged(event: string): readonly LogLine[];
  happened(type: RelanceEvent["type"], key?: string): Promise<RelanceEvent>;
  pass(ms: number): Promise<void>;
}

export async function openStack(
  change: Partial<Settings> &
    OutsideOptions & {
      readonly works?: boolean;
      readonly madeOf?: (config: RelanceConfig) => RelanceConfig;
    } = {},
): Promise<Stack> {
  const { receipts, secondReceipts, works = true, madeOf = (config) => config, ...own } = change;
  const outside = await openOutside({ receipts, secondReceipts });
  const folder = await mkdtemp(join(tmpdir(), "relance-e2e-"));
  const port = await freePort();
  const settings: Settings = {
    db: join(folder, "relance.db"),
    publicUrl: `http://127.0.0.1:${port}/relance`,
    secrets: ["a-secret-for-these-tests"],
    apiTokens: ["a-token-for-these-tests"],
    ...outside.settings,
    ...own,
  };
  const clock = sharedClock();
  const lines: LogLine[] = [];
  const log = (line: LogLine) => void lines.push(line);
  const config = madeOf(gatewayConfig(settings, clock));
  const gateway = await createRelance({ ...config, templates, observe: { ...config.observe, log } });
  const server = createServer(gateway.nodeHandler());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = new AbortController();
  const running = works ? gateway.run({ signal: stop.signal }) : Promise.resolve();
  running.catch(() => {});
  const { store, engine } = partsOf(gateway);

  async function events(): Promise<readonly RelanceEvent[]> {
    const all: RelanceEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await store.events({ cursor, limit: 1_000 });
      if (page.events.length === 0) return all;
      all.push(...page.events);
      cursor = page.cursor;
    }
  }

  return {
    outside,
    gateway,
    settings,
    clock,
    start(recipients, definition = {}, options = {}) {
      const campaign = defineCampaign({ ...DEFINITION, ...definition }, { templates });
      return gateway.campaigns.start(campaign, { ...options, rows: recipients });
    },
    events,
    logged: (event) => lines.filter((line) => line.event === event),
    async happened(type, key) {
      let found: RelanceEvent | undefined;
      await waitFor(`${type} of ${key ?? "anybody"}`, async () => {
        found = (await events()).findLast((one) => one.type === type && (key === undefined || one.key === key));
        return found !== undefined;
      });
      if (found === undefined) throw new Error(`${type} never happened`);
      return found;
    },
    async pass(ms) {
      clock.advance(ms);
      for (let look = 0; look < 2; look++) {
        const { dueRounds, claims } = engine.pulse();
        engine.wake();
        await waitFor("the worker to look", () => {
          const now = engine.pulse();
          return now.dueRounds > dueRounds && now.claims > claims;
        });
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.close({ grace: "1s" });
      await running;
      await outside[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export function linkIn(text: string): string {
  const [link] = /https?:\/\/\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error("there is no link in it");
  return link;
}
