import { type By, ConfigError, type LoadedCampaign, RelanceError } from "@relance/spec";
import { amendCampaign } from "../campaign/amend-campaign.ts";
import type { EngineContext } from "../context.ts";
import { type StartOptions, startCampaign } from "./start-campaign.ts";

/** Which run of the campaign it is, and in whose name it is amended. */
export interface OpenOptions extends Pick<StartOptions, "occurrence" | "tenant">, Partial<By> {}

/** Who amends where the caller names nobody. */
const RELEASE: By = { actor: "release", reason: "the application brought another version" };

/**
 * Starts an open campaign, goes on with it, or amends it, whichever applies. Returns the campaign's number.
 *
 * A version that was amended since is an older release that still runs: the newer one stays in force.
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
  const recipients = loaded.audience === undefined ? [] : undefined;
  const start = () => startCampaign(context, loaded, { ...options, recipients });
  try {
    return await start();
  } catch (error) {
    if (!RelanceError.is(error) || error.code !== "campaign/changed") throw error;
  }
  const { occurrence = "", tenant = "" } = options;
  const versions = (await store.versions()).filter(
    (one) => one.name === definition.name && one.occurrence === occurrence && one.tenant === tenant,
  );
  const latest = versions.at(-1);
  if (latest === undefined) throw new ConfigError("campaign/unknown", `${definition.name} is not in the store`);
  const { campaign } = latest;
  if (!versions.some((one) => one.body === body)) {
    await amendCampaign({ context, campaign }, latest, loaded, { actor, reason });
    return start();
  }
  return latest.body === body ? start() : campaign; // another process was quicker, or another release is newer
}
