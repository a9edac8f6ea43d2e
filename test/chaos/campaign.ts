import type { CampaignDefinition } from "relance";

/** A campaign that a run of some minutes, or of one, goes through from beginning to end. */
export interface ShortCampaign {
  readonly people: number;
  readonly definition: Partial<CampaignDefinition>;
  /** From somebody's enrollment to their legal deadline, in milliseconds. */
  readonly deadlineMs: number;
}

/** Messages a second over each SMS carrier: undisturbed, the first message reaches everybody in a quarter of a run. */
export const PER_SECOND = 50;

const MOST_PEOPLE = 9_000;

/** Waits, silences and the deadline in proportion to the length of a run. */
export function campaignOf(lengthMs: number): ShortCampaign {
  const seconds = lengthMs / 1_000;
  const people = Math.min(MOST_PEOPLE, Math.round((seconds / 4) * PER_SECOND));
  const deadlineS = Math.round(seconds * 1.15 + 5);
  const part = (share: number, least: number) => `${Math.max(least, Math.round(seconds * share))}s`;
  const onUnknown = { after: part(0.06, 4), do: "reroute" } as const;
  const template = "please@1";
  return {
    people,
    deadlineMs: deadlineS * 1_000,
    definition: {
      deadline: `+${deadlineS}s`,
      acknowledge: {
        by: ["link"],
        answers: { done: "close", promise: { snooze: part(0.1, 5) }, help: "handover" },
      },
      steps: [
        { channel: "sms", route: ["main", "second"], template, wait: part(0.15, 8), onUnknown },
        { channel: "email", route: ["smtp"], template, wait: part(0.12, 7) },
        { channel: "sms", route: ["second", "main"], template, onUnknown },
      ],
    },
  };
}
