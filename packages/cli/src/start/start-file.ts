import { expected, loadCampaign } from "@relance/campaign";
import { refuseUnexpected } from "@relance/core";
import { type CampaignState, ConfigError, type Ledger, type LoadedCampaign } from "@relance/spec";
import { type Command, Option } from "commander";
import type { CampaignHandle } from "relance";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import { pathOf } from "../campaign/path-of.ts";
import { readCount } from "../campaign/read-count.ts";
import { type CheckFileOptions, checkFile } from "../check/check-file.ts";
import type { Opened } from "../config/with-gateway.ts";
import { campaignLabel } from "../output/campaign-label.ts";
import { createProgress } from "../progress/create-progress.ts";
import { confirmPeople } from "./confirm-people.ts";
import { deliveryText } from "./delivery-text.ts";
import { type GoOnInput, goOn } from "./go-on.ts";
import { surveyCampaign } from "./survey.ts";
import { surveyText } from "./survey-text.ts";

export interface StartFileOptions extends IdentityOptions {
  readonly people?: number | undefined;
  /** Told what does not fit a campaign that runs already, which then goes on. @default it is an error */
  readonly object?: GoOnInput["object"] | undefined;
}

/** The options that `start` and `run` share. */
export function withStartOptions(command: Command): Command {
  return withIdentity(command).addOption(
    new Option("--people <n>", "confirms the number of people, without a question").argParser(readCount),
  );
}

/** Nothing of it has been sealed yet: people may still be counted and asked about. */
const BEFORE_SEAL: readonly CampaignState[] = ["draft", "enrolling"];

/** A campaign file without mistakes; `undefined` when it has some, which are printed. */
export async function checkedFile(
  { session, host, config }: Pick<Opened, "session" | "host" | "config">,
  file: string,
  more: Omit<CheckFileOptions, "config" | "people"> = {},
): Promise<LoadedCampaign | undefined> {
  const { problems } = await checkFile(session, file, { ...more, config, people: false });
  if (problems.length > 0) return undefined;
  return loadCampaign(pathOf(host, file), { templates: config.templates ?? {} });
}

/**
 * Counts, asks, enrolls and seals one campaign.
 * Nothing is sent before the seal, and nobody is enrolled before the number of people is confirmed. A campaign that
 * runs already is left as it is, so that the same command goes on after a crash.
 */
export async function startCampaign(
  { session, output, gateway, config }: Opened,
  campaign: LoadedCampaign,
  options: StartFileOptions,
): Promise<CampaignHandle> {
  const identity = identityOf(options);
  const label = campaignLabel({ name: campaign.definition.name, occurrence: identity.occurrence });
  const ledger = await sealedLedger(gateway, campaign, identity);
  if (ledger !== undefined) {
    const start = () => gateway.campaigns.start(campaign, identity);
    return goOn(session, {
      campaign,
      ledger,
      start,
      object: options.object ?? refuse,
      people: options.people,
    });
  }
  const progress = createProgress(session);
  const survey = await surveyCampaign(campaign, (lines) => progress.lines("reading", lines));
  progress.done();
  if (survey !== undefined) {
    const { examples, ...facts } = survey;
    const text = `${label}\n${surveyText(campaign.definition, survey)}`;
    output.event({ event: "campaign.survey", name: campaign.definition.name, ...identity, ...facts }, text);
    refuseUnexpected(expected(campaign.definition.audience), { ...survey, enrolled: survey.people });
    output.warn(deliveryText(config.delivery));
    await confirmPeople(session, survey.people, options.people);
  }
  const handle = await gateway.campaigns.start(campaign, {
    ...identity,
    people: survey?.people ?? options.people,
    onProgress: (lines) => progress.lines("enrolling", lines, survey?.lines),
  });
  progress.done();
  const { audience } = await handle.counts();
  output.event(
    { event: "campaign.sealed", name: campaign.definition.name, ...identity, ...audience },
    `${label} is enrolled and sealed`,
  );
  return handle;
}

const refuse: GoOnInput["object"] = (code, fact) => {
  throw new ConfigError(code, fact);
};

async function sealedLedger(
  gateway: Opened["gateway"],
  { definition }: LoadedCampaign,
  { occurrence, tenant }: { readonly occurrence: string; readonly tenant: string },
): Promise<Ledger | undefined> {
  const ledgers = await gateway.campaigns.list();
  const found = ledgers.find(
    (ledger) => ledger.name === definition.name && ledger.occurrence === occurrence && ledger.tenant === tenant,
  );
  return found === undefined || BEFORE_SEAL.includes(found.state) ? undefined : found;
}
