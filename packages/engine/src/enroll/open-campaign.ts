import {
  type By,
  ConfigError,
  type ConfigErrorCode,
  type LoadedCampaign,
  RelanceError,
  type StoredVersion,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { amendCampaign } from "../campaign/amend-campaign.ts";
import { type StartOptions, startCampaign } from "./start-campaign.ts";

/** Which run of the campaign it is, and in whose name it is amended. */
export interface OpenOptions extends Pick<StartOptions, "occurrence" | "tenant">, Partial<By> {}

/** Who amends where the caller names no actor. */
const RELEASE: By = { actor: "release", reason: "the application brought another version" };

/**
 * Starts an open campaign, continues with it, or amends it, whichever applies. Returns the campaign's number.
 *
 * A version that was amended since is an older release that still runs: the newer one stays in force, and it is logged.
 * @throws {ConfigError} what starting and amending throw, but for `campaign/changed`
 */
export async function openCampaign(
  context: EngineContext,
  loaded: LoadedCampaign,
  { actor = RELEASE.actor, reason = RELEASE.reason, ...options }: OpenOptions,
): Promise<number> {
  const { store } = context;
  const { definition, body } = loaded;
  if (definition.audience?.mode !== "open")
    throw new ConfigError(
      "campaign/invalid",
      "open() is for campaigns with audience.mode: open; start() takes the others",
    );
  const rows = loaded.audience === undefined ? [] : undefined;
  const start = async () => {
    try {
      return await startCampaign(context, loaded, { ...options, rows });
    } catch (error) {
      if (!is(error, "campaign/changed")) throw error;
    }
  };
  const started = await start();
  if (started !== undefined) return started;
  const { occurrence = "", tenant = "" } = options;
  const versions = async () =>
    (await store.versions()).filter(
      (one) => one.name === definition.name && one.occurrence === occurrence && one.tenant === tenant,
    );
  const isOurs = (one: StoredVersion) => one.body === body;
  const known = await versions();
  const latest = known.at(-1);
  if (latest === undefined) throw new ConfigError("campaign/unknown", `${definition.name} is not in the store`);
  const { campaign } = latest;
  if (!known.some(isOurs)) {
    try {
      await amendCampaign({ context, campaign }, latest, loaded, { actor, reason });
    } catch (error) {
      // unless other processes brought ours and a newer one meanwhile
      if (!is(error, "campaign/not-amendable") || !(await versions()).some(isOurs)) throw error;
    }
  }
  const gone = await start();
  if (gone === undefined) context.log({ level: "warn", event: "campaign.newer", facts: { campaign: definition.name } });
  return gone ?? campaign;
}

function is(error: unknown, code: ConfigErrorCode): boolean {
  return RelanceError.is(error) && error.code === code;
}
