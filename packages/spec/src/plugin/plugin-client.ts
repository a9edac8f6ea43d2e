import type { AdmittedRow, CompiledCampaign } from "../campaign.ts";
import type { Plan } from "../plan.ts";

/** Separates a campaign's name from a plugin's name. Names of applications' campaigns cannot contain this character. */
const HIDDEN = "#";

/** Returns the name of the hidden campaign that a plugin has for a campaign. */
export function hiddenName(campaign: string, plugin: string): string {
  return `${campaign}${HIDDEN}${plugin}`;
}

/** True for a plugin's campaign, such as `recall#canaries`. No ledger, list or sum of the application contains it. */
export function isHidden(campaign: string): boolean {
  return campaign.includes(HIDDEN);
}

export interface PluginClient {
  /** Returns a campaign in its newest version. @throws {StoreError} `store/rewound` */
  campaign(campaign: number): Promise<{ readonly plan: Plan; readonly compiled: CompiledCampaign }>;
  /** Defines the hidden campaign `<name>#<plugin>`: the same messages, another plan. A repeat changes nothing. */
  hide(campaign: number, plan: Plan): Promise<HiddenCampaign>;
  /** Returns the number of the campaign's hidden campaign; `undefined` if none exists. */
  hidden(campaign: number): Promise<number | undefined>;
  /** Enrolls rows that the campaign admitted. Repeating an `importId` enrolls nothing. */
  enroll(into: HiddenCampaign, importId: string, rows: readonly AdmittedRow[]): Promise<void>;
  /** Acknowledges with the answer that closes the enrollment. Repeating an `id` changes nothing. */
  acknowledge(enrollment: number, id: string): Promise<void>;
  /** Returns phone number and text of a recipient's first SMS; `undefined` if it cannot be rendered again. */
  sms(enrollment: number): Promise<{ readonly number: string; readonly text: string } | undefined>;
}

export interface HiddenCampaign {
  readonly campaign: number;
  readonly version: number;
  readonly tenant: string;
}

/** Returns whether the actor is a plugin, and not an operator or relance. */
export function isPlugin(actor: string): actor is `plugin:${string}` {
  return actor.startsWith("plugin:");
}

/** The actor's name for readers, without the prefix of plugins. */
export function actorName(actor: string): string {
  return isPlugin(actor) ? actor.slice("plugin:".length) : actor;
}
