import type { Channel, PlanHours } from "@relance/spec";

/** What a plan needs to know about one provider instance. */
export interface ProviderFacts {
  readonly channel: Channel;
  readonly vendor: string;
  readonly receipts: boolean;
  readonly lookup: boolean;
  /** As in `Capabilities`. */
  readonly explainsWithinMs?: number | undefined;
  /** When the carrier passes messages on. Absent = always. */
  readonly carries?: PlanHours | undefined;
}

/** The facts of an instance such as `sms.main`, or `undefined` when none of that name is configured. */
export type ProviderFactsOf = (instance: string) => ProviderFacts | undefined;

/** Where a name of a step's route stands in the configuration: `main` of a step by SMS is `sms.main`. */
export function instanceOf(channel: Channel, name: string): string {
  return `${channel}.${name}`;
}
