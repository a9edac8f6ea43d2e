import { createInterface } from "node:readline";
import { loadCampaign } from "@relance/campaign";
import { refuseUnexpected } from "@relance/engine";
import { type CampaignState, ConfigError, type Ledger, type LoadedCampaign } from "@relance/spec";
import { type Command, InvalidArgumentError } from "commander";
import type { CampaignForecast, CampaignHandle, Delivery } from "relance";
import { type IdentityOptions, parseIdentity, withIdentity } from "../campaign/campaign-options.ts";
import { readCount, resolvePath } from "../campaign/read-values.ts";
import { type CheckFileOptions, checkFile } from "../check/check-file.ts";
import type { Opened } from "../config/with-gateway.ts";
import { usageError } from "../exit-code.ts";
import { campaignLabel, counted, numberText } from "../output/wording.ts";
import { planText } from "../plan/plan-text.ts";
import { createProgress, ENROLLING, READING } from "../progress/progress.ts";
import type { Session } from "../session.ts";
import { type GoOnInput, goOn } from "./go-on.ts";

export interface StartFileOptions extends IdentityOptions {
  readonly recipients?: number | undefined;
  /** Called with an error if the campaign file differs from the running campaign. @default throws the error */
  readonly object?: GoOnInput["object"] | undefined;
}

export function withStartOptions(command: Command): Command {
  const does = "confirm the number of recipients without a prompt";
  return withIdentity(command).option("--recipients <n>", does, readRecipients);
}

function readRecipients(text: string): number {
  try {
    return readCount(text);
  } catch {
    throw new InvalidArgumentError(
      "Write the number of recipients, such as 2000; audience.file of the campaign names their file.",
    );
  }
}

const BEFORE_SEAL: readonly CampaignState[] = ["draft", "enrolling"];

/** Loads the campaign file. If the file has mistakes, prints them and returns `undefined`. */
export async function checkedFile(
  { session, host, config }: Pick<Opened, "session" | "host" | "config">,
  file: string,
  more: Omit<CheckFileOptions, "config" | "rows"> = {},
): Promise<LoadedCampaign | undefined> {
  const { problems } = await checkFile(session, file, { ...more, config, rows: false });
  if (problems.length > 0) return undefined;
  return loadCampaign(resolvePath(host, file), { templates: config.templates ?? {} });
}

/** Starts a campaign. Enrolls no recipient before the operator has confirmed the number of recipients. */
export async function startCampaign(
  { session, output, gateway, config }: Opened,
  campaign: LoadedCampaign,
  options: StartFileOptions,
): Promise<CampaignHandle> {
  const identity = parseIdentity(options);
  const label = campaignLabel({ name: campaign.definition.name, occurrence: identity.occurrence });
  const ledger = await sealedLedger(gateway, campaign, identity);
  const progress = createProgress(session);
  if (ledger !== undefined) {
    const onProgress = (rows: number) => progress.work(ENROLLING, rows);
    const start = () => gateway.campaigns.start(campaign, { ...identity, onProgress });
    const { object = refuse, recipients } = options;
    return goOn(session, { campaign, progress, ledger, start, object, recipients });
  }
  const plan = await planned(gateway, campaign, identity, (rows, share) => progress.work(READING, rows, { share }));
  progress.done();
  const recipients = plan?.people.enrolled;
  if (plan !== undefined && recipients !== undefined) {
    output.result({ event: "campaign.plan", ...identity, ...plan }, planText(campaign.definition, plan));
    refuseUnexpected(campaign.definition.audience, recipients);
    output.warn(deliveryText(config.delivery));
    await confirmRecipients(session, recipients, options.recipients);
  }
  const handle = await gateway.campaigns.start(campaign, {
    ...identity,
    recipients: recipients ?? options.recipients,
    onProgress: (rows) => progress.work(ENROLLING, rows, { of: plan?.audience.rows }),
  });
  progress.done();
  const { audience } = await handle.ledger();
  output.result(
    { event: "campaign.sealed", name: campaign.definition.name, ...identity, ...audience },
    `${label} is enrolled and sealed`,
  );
  return handle;
}

const refuse: GoOnInput["object"] = (error) => {
  throw error;
};

async function sealedLedger(
  gateway: Opened["gateway"],
  { definition }: LoadedCampaign,
  { occurrence, tenant }: Required<IdentityOptions>,
): Promise<Ledger | undefined> {
  const ledgers = await gateway.campaigns.ledgers();
  const found = ledgers.find(
    (ledger) => ledger.name === definition.name && ledger.occurrence === occurrence && ledger.tenant === tenant,
  );
  return found === undefined || BEFORE_SEAL.includes(found.state) ? undefined : found;
}

/** Asks the operator for the number of recipients before enrollment, so that a wrong file is noticed. */
async function confirmRecipients(session: Session, recipients: number, given: number | undefined): Promise<void> {
  const said = given ?? (await ask(session, recipients));
  if (said === recipients) return;
  throw new ConfigError(
    "campaign/recipients-mismatch",
    `the audience has ${counted(recipients, "recipient")}, not ${numberText(said)}; nothing was sent`,
  );
}

function canAsk({ host, output }: Session): boolean {
  return host.stdin.isTTY === true && !output.isJson;
}

/** Without a terminal, the number of recipients must be an option, unless the campaign is already sealed. */
export async function refuseUnsaid(
  { session, gateway }: Opened,
  campaign: LoadedCampaign,
  options: StartFileOptions,
): Promise<void> {
  if (options.recipients !== undefined || canAsk(session)) return;
  if ((await sealedLedger(gateway, campaign, parseIdentity(options))) !== undefined) return;
  const plan = await planned(gateway, campaign, parseIdentity(options));
  if (plan !== undefined) throw unsaid(plan.people.enrolled);
}

async function planned(
  gateway: Opened["gateway"],
  campaign: LoadedCampaign,
  identity: Required<IdentityOptions>,
  onProgress?: (rows: number, share?: number) => void,
): Promise<CampaignForecast | undefined> {
  return campaign.audience === undefined ? undefined : gateway.campaigns.plan(campaign, { ...identity, onProgress });
}

function unsaid(recipients: number): Error {
  return usageError(
    `without a terminal, confirm the number of recipients: --recipients ${recipients}. Nothing was enrolled, nothing was sent`,
  );
}

async function ask(session: Session, recipients: number): Promise<number> {
  const { host, stop } = session;
  if (!canAsk(session)) throw unsaid(recipients);
  host.stderr.write("Type the number of recipients to start: ");
  const lines = createInterface({ input: host.stdin, terminal: false });
  const leave = () => lines.close();
  stop.signal.addEventListener("abort", leave, { once: true });
  try {
    for await (const line of lines) return typed(line);
  } finally {
    stop.signal.removeEventListener("abort", leave);
    lines.close();
  }
  throw usageError("nothing was typed; nothing was sent");
}

function typed(line: string): number {
  try {
    return readCount(line);
  } catch {
    throw usageError("that is not a number; nothing was sent");
  }
}

export function deliveryText(delivery: Delivery = "capture"): string {
  if (delivery === "live") return "delivery: live. Messages ARE SENT to the recipients.";
  if (delivery === "capture")
    return "delivery: capture. NOTHING IS SENT: every message is stored; relance outbox shows it.";
  if ("allow" in delivery)
    return `delivery: allow. Messages are sent only as ${counted(delivery.allow.length, "rule")} allow; others are captured.`;
  return "delivery: redirect. Every message is sent to your own address; a message without one is captured.";
}
