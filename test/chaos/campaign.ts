import type { CampaignDefinition } from "relance";

export interface ShortCampaign {
  readonly people: number;
  readonly definition: Partial<CampaignDefinition>;
  /** Time from a recipient's enrollment to the recipient's deadline, in milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Messages per second through the first carrier. At this rate, the first SMS to all recipients take a quarter of a run
 * without faults.
 */
export const MAIN_PER_SECOND = 40;

/** Maximum messages per second through each SMS carrier. Only the rate of the first carrier slows the campaign. */
export const RATES = { "sms.main": MAIN_PER_SECOND, "sms.second": 50 } as const;

const MOST_PEOPLE = 9_000;

export function campaignOf(lengthMs: number): ShortCampaign {
  const seconds = lengthMs / 1_000;
  const people = Math.min(MOST_PEOPLE, Math.round((seconds / 4) * MAIN_PER_SECOND));
  const deadlineS = Math.round(seconds * 1.15 + 5);
  const part = (share: number, least: number) => `${Math.max(least, Math.round(seconds * share))}s` as const;
  const onMissingReceipt = { after: part(0.06, 4), do: "reroute" } as const;
  const template = "please@1";
  return {
    people,
    deadlineMs: deadlineS * 1_000,
    definition: {
      deadline: `${deadlineS}s`,
      rate: `${RATES["sms.second"]}/s`,
      confirm: {
        via: ["link"],
        buttons: { done: "close", promise: `snooze ${part(0.1, 5)}`, help: "call-me" },
      },
      steps: [
        { channel: "sms", route: ["main", "second"], template, wait: part(0.15, 8), onMissingReceipt },
        { channel: "email", route: ["smtp"], template, wait: part(0.12, 7) },
        { channel: "sms", route: ["second", "main"], template, onMissingReceipt },
      ],
    },
  };
}
