import { type Instant, type Ledger, type Plan, type Store, toDate } from "@relance/spec";
import { collectEvents, newStory, type Story } from "./collect-events.ts";
import { overTime } from "./confirming.ts";
import type { ReportConfirming, ReportStep } from "./report.ts";
import { stepReach } from "./step-reach.ts";

/** The number of events per page, small enough that the read does not delay other queries. */
const PAGE = 2_000;

export interface StoryLook {
  readonly steps: readonly ReportStep[];
  readonly overTime: ReportConfirming["overTime"];
  readonly startedAt: Instant | undefined;
  /** For each provider, the time of its last receipt. */
  readonly lastReportAt: Readonly<Record<string, Instant>>;
}

/** Accumulates a campaign's events. Each read adds new events; memory use is about forty bytes per recipient. */
export class CampaignStory {
  readonly #store: Store;
  readonly #campaign: number;
  readonly #plan: Plan;
  readonly #isCapture: boolean;
  readonly #story: Story;
  #latest: StoryLook | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(store: Store, campaign: number, { plan, isCapture }: { plan: Plan; isCapture: boolean }) {
    this.#store = store;
    this.#campaign = campaign;
    this.#plan = plan;
    this.#isCapture = isCapture;
    this.#story = newStory(plan.steps.map(({ channel }) => channel));
  }

  get latest(): StoryLook | undefined {
    return this.#latest;
  }

  /** Reads at most `mostPages` pages of new events. Returns true if {@link latest} is now up to date. */
  look(ledger: Ledger, mostPages: number): Promise<boolean> {
    const look = this.#reading.then(() => this.#look(ledger, mostPages)); // reads run one after another, to count no event twice
    this.#reading = look.catch(() => {});
    return look;
  }

  async #look(ledger: Ledger, mostPages: number): Promise<boolean> {
    if (await collectEvents(this.#store, this.#story, { campaign: this.#campaign, limit: PAGE, mostPages }))
      return false;
    const { people, minutes, startedAt, lastReportAt } = this.#story;
    this.#latest = {
      steps: stepReach(this.#plan, people, { ledger, isCapture: this.#isCapture }),
      overTime: overTime(minutes),
      startedAt: startedAt === undefined ? undefined : toDate(startedAt),
      lastReportAt: Object.fromEntries([...lastReportAt].map(([provider, at]) => [provider, toDate(at)])),
    };
    return true;
  }
}
