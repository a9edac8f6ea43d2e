import { countSegments, numberRows, type SegmentCount } from "@relance/campaign";
import type { PlannedLinks } from "@relance/forecast";
import { stepBit } from "@relance/rules";
import {
  type AdmittedRow,
  type Channel,
  ConfigError,
  type ContentOf,
  isBilledBySegments,
  type LoadedCampaign,
  MessageError,
  partsOf,
  type RefusedRow,
  type RenderInput,
} from "@relance/spec";

/** Why a recipient does not get a step, suppressions aside. */
type NotSent = "when" | "no-contact";

/** One step's message as one recipient would get it. */
export interface PreviewStep {
  readonly step: number;
  readonly channel: Channel;
  /** Absent = the recipient would get it. */
  readonly notSent?: NotSent | undefined;
  /** The template's file, or the name of a template in code. */
  readonly file?: string | undefined;
  /** The language of the template; absent = its file names none. */
  readonly locale?: string | undefined;
  /** Absent if it cannot be rendered. */
  readonly content?: ContentOf<Channel> | undefined;
  /** SMS only. */
  readonly segments?: SegmentCount | undefined;
  /** Why it cannot be rendered for this row. */
  readonly problem?: string | undefined;
}

/** Every message that one recipient would get, or why their row is refused. */
export type PersonPreview =
  | {
      readonly line: number;
      readonly key: string;
      readonly locale: string | undefined;
      readonly deadline: Date;
      readonly steps: readonly PreviewStep[];
      readonly refused?: undefined;
    }
  | { readonly line: number; readonly key: string; readonly refused: RefusedRow; readonly steps?: undefined };

export interface PreviewOptions {
  /** When the campaign would start, for deadlines that count from there. */
  readonly startAt: Date;
  /** Placeholders for the recipient's links, preferably as long as the real ones. */
  readonly links: PlannedLinks;
  /** Rows from the program, for a campaign whose file names none. */
  readonly rows?: Iterable<unknown> | AsyncIterable<unknown> | undefined;
}

/**
 * Renders each step's message as one recipient would get it; nothing is stored or sent. Links are placeholders.
 * `undefined` = no row has this key.
 * @throws {ConfigError} `audience/unreadable` · `config/invalid` without any rows
 */
export async function previewPerson(
  campaign: LoadedCampaign,
  key: string,
  options: PreviewOptions,
): Promise<PersonPreview | undefined> {
  const { audience, definition } = campaign;
  const rows = options.rows === undefined ? audience?.() : numberRows(options.rows);
  if (rows === undefined) {
    const advice = "name audience.file in the campaign, or pass rows";
    throw new ConfigError("config/invalid", `${definition.name} has no audience: ${advice}`);
  }
  for await (const { line, raw, refused } of rows) {
    if (refused !== undefined) continue;
    const admission = campaign.admit(raw, line);
    if (admission.refused?.key === key) return { line, key, refused: admission.refused };
    if (admission.row?.key === key) return previewRow(campaign, admission.row, options);
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
      const segments = isBilledBySegments(channel) ? countSegments(partsOf(channel, content).body) : undefined;
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
