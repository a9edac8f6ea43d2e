import type { AdmittedRow, CompiledCampaign } from "../campaign.ts";
import type { Plan } from "../plan.ts";

/** Separates a campaign's name from a plugin's name. Names of an application's campaigns cannot contain it. */
const HIDDEN = "#";

/** Returns the name of a plugin's hidden campaign for a campaign. */
export function hiddenName(campaign: string, plugin: string): string {
  return `${campaign}${HIDDEN}${plugin}`;
}

/** True for a plugin's campaign, such as `recall#canaries`. The application's ledgers and lists omit it. */
export function isHidden(campaign: string): boolean {
  return campaign.includes(HIDDEN);
}

export interface PluginClient {
  /** Returns a campaign's newest version. @throws {StoreError} `store/rewound` */
  campaign(campaign: number): Promise<{ readonly plan: Plan; readonly compiled: CompiledCampaign }>;
  /** Defines the hidden campaign `<name>#<plugin>`: same messages, another plan. A repeat changes nothing. */
  hide(campaign: number, plan: Plan): Promise<HiddenCampaign>;
  /** Returns the number of a campaign's hidden campaign; `undefined` if it has none. */
  hidden(campaign: number): Promise<number | undefined>;
  /** Enrolls rows that the campaign has admitted. A repeated `importId` enrolls nothing. */
  enroll(into: HiddenCampaign, importId: string, rows: readonly AdmittedRow[]): Promise<void>;
  /** Acknowledges with the answer that closes the enrollment. A repeated `id` changes nothing. */
  acknowledge(enrollment: number, id: string): Promise<void>;
  /** Returns number and text of a recipient's first SMS; `undefined` if it cannot be rendered again. */
  sms(enrollment: number): Promise<{ readonly number: string; readonly text: string } | undefined>;
}

export interface HiddenCampaign {
  readonly campaign: number;
  readonly version: number;
  readonly tenant: string;
}

/** Returns whether an actor is a plugin, and neither an operator nor relance. */
export function isPlugin(actor: string): actor is `plugin:${string}` {
  return actor.startsWith("plugin:");
}

/** Returns the actor's name for readers, without the prefix `plugin:`. */
export function actorName(actor: string): string {
  return isPlugin(actor) ? actor.slice("plugin:".length) : actor;
}
