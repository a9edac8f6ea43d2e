import type { CompiledCampaign, StoredVersion } from "@relance/spec";
import { RelanceError, StoreError } from "@relance/spec";
import type { EngineOptions, LogLine } from "../engine-options.ts";
import { compileInline, isInline } from "../send/inline-campaign.ts";

/** A stored version with its templates compiled. */
export interface LiveVersion {
  readonly stored: StoredVersion;
  readonly compiled: CompiledCampaign;
}

/** Versions by number, compiled once per process. */
export interface Versions {
  get(version: number): Promise<LiveVersion>;
}

export function createVersions(options: EngineOptions, log: (line: LogLine) => void): Versions {
  const known = new Map<number, Promise<LiveVersion>>();
  return {
    get(version) {
      let live = known.get(version);
      if (live === undefined) {
        live = load(options, version);
        known.set(version, live);
        live.catch((error: unknown) => {
          known.delete(version); // a failed look-up is asked again
          const code = RelanceError.is(error) ? error.code : "template/invalid";
          log({ level: "error", event: "version.unusable", facts: { version, code } });
        });
      }
      return live;
    },
  };
}

async function load(options: EngineOptions, version: number): Promise<LiveVersion> {
  const [stored] = await options.store.versions([version]);
  if (stored === undefined) throw new StoreError("store/rewound", `version ${version} is not in the store`);
  const compiled = isInline(stored.body) ? compileInline(stored.body) : options.compile(stored.body);
  return { stored, compiled };
}
