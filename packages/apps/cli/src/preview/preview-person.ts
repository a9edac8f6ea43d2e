import { countSegments, type SegmentCount } from "@relance/campaign";
import type { PlannedLinks } from "@relance/forecast";
import { stepBit } from "@relance/rules";
import {
  type AdmittedRow,
  type Channel,
  ConfigError,
  type ContentOf,
  contentParts,
  isBilledBySegments,
  type LoadedCampaign,
  MessageError,
  type RefusedRow,
  type RenderInput,
} from "@relance/spec";

/** The reason why a recipient does not get a step. Suppressions are not included. */
type NotSent = "when" | "no-contact";

export interface PreviewStep {
  readonly step: number;
  readonly channel: Channel;
  readonly notSent?: NotSent | undefined;
  readonly file?: string | undefined;
  readonly locale?: string | undefined;
  readonly content?: ContentOf<Channel> | undefined;
  readonly segments?: SegmentCount | undefined;
  readonly problem?: string | undefined;
}

export type PersonPreview =
  | {
      readonly line: number;
      readonly key: string;
      readonly locale: string | undefined;
      readonly deadline: Date;
      readonly steps: readonly PreviewStep[];
      readonly refused?: undefined;
    }
  | {
      readonly line: number;
      readonly key: string | undefined;
      readonly refused: RefusedRow;
      readonly steps?: undefined;
    };

export interface PreviewOptions {
  readonly startAt: Date;
  /** Placeholders for the recipient's links, if possible with the length of the real links. */
  readonly links: PlannedLinks;
}

/** Renders the messages to one recipient, by default to the first. Returns `undefined` if no row has this key. */
export async function previewPerson(
  campaign: LoadedCampaign,
  key: string | undefined,
  options: PreviewOptions,
): Promise<PersonPreview | undefined> {
  const { audience, definition } = campaign;
  if (audience === undefined) {
    const advice = "set audience.file in the campaign, or pass --audience";
    throw new ConfigError("config/invalid", `${definition.name} has no audience: ${advice}`);
  }
  for await (const { line, raw, refused } of audience()) {
    if (refused !== undefined) continue;
    const admission = campaign.admit(raw, line);
    const read = admission.refused ?? admission.row;
    if (key !== undefined && read.key !== key) continue;
    if (admission.row !== undefined) return previewRow(campaign, admission.row, options);
    return { line, key: admission.refused.key, refused: admission.refused };
  }
  return undefined;
}

function previewRow(campaign: LoadedCampaign, row: AdmittedRow, options: PreviewOptions): PersonPreview {
  const { key, line, locale, timezone, variables } = row;
  const { startAt, links } = options;
  const deadline = "at" in row.deadline ? row.deadline.at : startAt.getTime() + row.deadline.afterMs;
  const input: RenderInput = {
    key,
    variables,
    locale,
    timezone,
    deadline,
    ack: { url: links.acknowledge, code: "00" },
    optout: { url: links.optOut },
  };
  const steps = campaign.definition.steps.map(({ channel }, k): PreviewStep => {
    const step = k + 1;
    const { file, locale: written } = campaign.origin?.(step, locale) ?? {};
    const base = { step, channel, notSent: whyNot(row, channel, step), file, locale: written };
    try {
      const content = campaign.render(step, input);
      const segments = isBilledBySegments(channel) ? countSegments(contentParts(channel, content).body) : undefined;
      return { ...base, content, ...(segments === undefined ? {} : { segments }) };
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      return { ...base, problem: error.message };
    }
  });
  return { line, key, locale, deadline: new Date(deadline), steps };
}

function whyNot({ steps, contacts }: AdmittedRow, channel: Channel, step: number): NotSent | undefined {
  if ((steps & stepBit(step)) === 0) return "when";
  return contacts.some((contact) => contact.channel === channel) ? undefined : "no-contact";
}
