import { type Channel, dateOf, type Instant, type Ledger, type Plan, type Store } from "@relance/spec";
import { overTime } from "./confirming.ts";
import { hear, newStory, type Story } from "./hear-events.ts";
import type { ReportConfirming, ReportStep } from "./report.ts";
import { stepReach } from "./step-reach.ts";

/** Events per page, few enough that no other call waits long for the store. */
const PAGE = 2_000;

/** What a campaign's events show: the parts of its report that counters do not contain. */
export interface StoryLook {
  /** Results of recipients on each step, as in the report. */
  readonly steps: readonly ReportStep[];
  /** Recipients who have confirmed and recipients who were sent to, over time. */
  readonly overTime: ReportConfirming["overTime"];
  readonly startedAt: Instant | undefined;
  /** When a report last arrived, by provider. */
  readonly heardAt: Readonly<Record<string, Instant>>;
}

/**
 * Reads each event of a campaign once: each check resumes where the last one stopped, so it costs only the new events.
 * Keeps about forty bytes per recipient.
 */
export class CampaignStory {
  readonly #store: Store;
  readonly #campaign: number;
  readonly #plan: Plan;
  readonly #isCapture: boolean;
  readonly #story: Story;
  #cursor: string | undefined;
  #latest: StoryLook | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(
    store: Store,
    campaign: number,
    { plan, isCapture }: { readonly plan: Plan; readonly isCapture: boolean },
  ) {
    const channels: readonly Channel[] = plan.steps.map(({ channel }) => channel);
    this.#store = store;
    this.#campaign = campaign;
    this.#plan = plan;
    this.#isCapture = isCapture;
    this.#story = newStory(channels);
  }

  /** The result of the last complete read; absent while earlier events are still being counted. */
  get latest(): StoryLook | undefined {
    return this.#latest;
  }

  /** Reads at most this many pages of new events. Returns true if that was all, so {@link latest} is current. */
  look(ledger: Ledger, mostPages: number): Promise<boolean> {
    const look = this.#reading.then(() => this.#look(ledger, mostPages)); // two calls read each event once
    this.#reading = look.catch(() => {});
    return look;
  }

  async #look(ledger: Ledger, mostPages: number): Promise<boolean> {
    let isBehind = true;
    for (let page = 0; page < mostPages && isBehind; page++) isBehind = await this.#readOn();
    if (isBehind) return false;
    const { people, minutes, startedAt, heardAt } = this.#story;
    this.#latest = {
      steps: stepReach(this.#plan, people, { ledger, isCapture: this.#isCapture }),
      overTime: overTime(minutes),
      startedAt: startedAt === undefined ? undefined : dateOf(startedAt),
      heardAt: Object.fromEntries([...heardAt].map(([provider, at]) => [provider, dateOf(at)])),
    };
    return true;
  }

  /** False if there are no more events. */
  async #readOn(): Promise<boolean> {
    const page = await this.#store.events({ campaign: this.#campaign, cursor: this.#cursor, limit: PAGE });
    for (const event of page.events) hear(this.#story, event);
    this.#cursor = page.cursor;
    return page.events.length === PAGE;
  }
}
