import type { AdmittedRow, CompiledCampaign } from "../campaign.ts";
import type { Plan } from "../plan.ts";

/** Separates the names of a campaign and a plugin; no campaign of an application has it in its name. */
const HIDDEN = "#";

/** The name of a plugin's hidden campaign for another campaign. */
export function hiddenName(campaign: string, plugin: string): string {
  return `${campaign}${HIDDEN}${plugin}`;
}

/** A campaign of a plugin, such as `recall#canaries`: no ledger, list or sum of the application contains it. */
export function isHidden(campaign: string): boolean {
  return campaign.includes(HIDDEN);
}

/** What a plugin can do that an application can. */
export interface PluginClient {
  /** A campaign in its newest version. @throws {StoreError} `store/rewound` */
  campaign(campaign: number): Promise<{ readonly plan: Plan; readonly compiled: CompiledCampaign }>;
  /** Defines the hidden campaign `<name>#<plugin>`: the same messages, over another plan. Repeating it changes nothing. */
  hide(campaign: number, plan: Plan): Promise<HiddenCampaign>;
  /** The number of that hidden campaign; `undefined` = it was never defined. */
  hidden(campaign: number): Promise<number | undefined>;
  /** Enrolls rows that the campaign admitted. Repeating an `importId` enrolls nothing. */
  enroll(into: HiddenCampaign, importId: string, rows: readonly AdmittedRow[]): Promise<void>;
  /** Confirms with the closing answer of the campaign. Repeating an `id` changes nothing. */
  acknowledge(enrollment: number, id: string): Promise<void>;
  /** Number and text of the SMS of a recipient's first step; `undefined` = it cannot be written again. */
  sms(enrollment: number): Promise<{ readonly number: string; readonly text: string } | undefined>;
}

export interface HiddenCampaign {
  readonly campaign: number;
  readonly version: number;
  readonly tenant: string;
}
