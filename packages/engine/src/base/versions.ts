import { answerEffect } from "@relance/rules";
import type { AcknowledgeEvent, CompiledCampaign, LogLine, StoredVersion } from "@relance/spec";
import { RelanceError, StoreError } from "@relance/spec";
import type { EngineOptions } from "./engine-options.ts";
import { compileInline, isInline } from "./inline-campaign.ts";

export interface LiveVersion {
  readonly stored: StoredVersion;
  readonly compiled: CompiledCampaign;
}

/** Loads campaign versions by number. A process compiles each version once. */
export interface Versions {
  get(version: number): Promise<LiveVersion>;
  latest(campaign: number): Promise<LiveVersion>;
  /** Returns the newest version as stored, even if this process lacks its templates: a pause needs none. */
  latestStored(campaign: number): Promise<StoredVersion>;
  /** Returns a check, which returns an error code if no campaign accepts the event. */
  eventCheck(): (event: Words) => Promise<"message/unknown-event" | "message/unknown-answer" | undefined>;
}

type Words = Pick<AcknowledgeEvent, "on" | "answer" | "tenant">;

export function createVersions(options: EngineOptions, log: (line: LogLine) => void): Versions {
  const known = new Map<number, Promise<LiveVersion>>();
  const accepted = new Set<string>(); // versions are never removed, so an accepted event stays acceptable
  const versions: Versions = {
    latest: async (campaign) => versions.get((await versions.latestStored(campaign)).version),
    async latestStored(campaign) {
      const stored = (await options.store.versions({ campaign, latest: true }))[0];
      if (stored === undefined) throw new StoreError("store/rewound", `campaign ${campaign} is not in the store`);
      return stored;
    },
    eventCheck() {
      const read = new Map<string, Promise<readonly StoredVersion[]>>();
      return async ({ on, answer = "done", tenant = "" }) => {
        const name = JSON.stringify([on, answer, tenant]);
        if (accepted.has(name)) return undefined;
        read.set(tenant, read.get(tenant) ?? options.store.versions({ tenant }));
        const all = ((await read.get(tenant)) ?? []).filter(({ plan }) => on === undefined || plan.on === on);
        if (all.length === 0) return on === undefined ? undefined : "message/unknown-event";
        if (all.every(({ plan }) => answerEffect(plan, answer) === undefined)) return "message/unknown-answer";
        accepted.add(name);
        return undefined;
      };
    },
    get(version) {
      let live = known.get(version);
      if (live === undefined) {
        live = load(options, version);
        known.set(version, live);
        live.catch((error: unknown) => {
          known.delete(version); // the next call retries
          const code = RelanceError.is(error) ? error.code : "template/invalid";
          log({ level: "error", event: "version.unusable", facts: { version, code } });
        });
      }
      return live;
    },
  };
  return versions;
}

async function load(options: EngineOptions, version: number): Promise<LiveVersion> {
  const [stored] = await options.store.versions({ ids: [version] });
  if (stored === undefined) throw new StoreError("store/rewound", `campaign version ${version} is not in the store`);
  const compiled = isInline(stored.body) ? compileInline(stored.body) : options.compile(stored.body);
  return { stored, compiled };
}
