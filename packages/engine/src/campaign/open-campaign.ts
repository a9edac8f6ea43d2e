import {
  type Actor,
  ConfigError,
  type ConfigErrorCode,
  type LoadedCampaign,
  RelanceError,
  type StoredVersion,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { type StartOptions, startCampaign } from "../enroll/start-campaign.ts";
import { amendCampaign } from "./amend-campaign.ts";

export interface OpenOptions extends Pick<StartOptions, "occurrence" | "tenant">, Partial<Actor> {}

const RELEASE: Actor = { actor: "release", reason: "the application passed another version" };

/** If a newer release of the program has already amended the campaign, that release's version stays in force. */
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
      "open() needs a campaign with audience.mode: open; call start() for other campaigns",
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
  const versions = () => store.versions({ tenant, name: definition.name, occurrence });
  const isOurs = (one: StoredVersion) => one.body === body;
  const known = await versions();
  const latest = known.at(-1);
  if (latest === undefined) throw new ConfigError("campaign/unknown", `${definition.name} is not in the store`);
  const { campaign } = latest;
  if (!known.some(isOurs)) {
    try {
      await amendCampaign({ context, campaign }, latest, loaded, { actor, reason });
    } catch (error) {
      // another process may have applied this version and then a newer one
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
