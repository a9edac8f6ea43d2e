import {
  type Channel,
  dateOf,
  type Instant,
  type Ledger,
  type Plan,
  type ReportConfirming,
  type ReportStep,
  type Store,
} from "@relance/spec";
import { overTime } from "../report/confirming.ts";
import { hear, newStory, type Story } from "../report/hear-events.ts";
import { stepReach } from "../report/step-reach.ts";

/** Events of one page: small enough that nobody beside waits long for the store. */
const PAGE = 2_000;

/** What the events of a campaign tell so far: the parts of its report that counters do not know. */
export interface StoryLook {
  /** People on each step, as in the report. */
  readonly steps: readonly ReportStep[];
  /** People confirmed and people sent to, over time. */
  readonly overTime: ReportConfirming["overTime"];
  readonly startedAt: Instant | undefined;
  /** When something last came back, by provider instance. */
  readonly heardAt: Readonly<Record<string, Instant>>;
  /** There are events that are not read yet: the numbers above are those of a little while ago. */
  readonly isBehind: boolean;
}

/**
 * Reads the events of a campaign once, and goes on where it stopped at each look: what is told grows with the campaign,
 * what it costs only with what is new. Keeps some forty bytes a person.
 */
export class CampaignStory {
  readonly #store: Store;
  readonly #campaign: number;
  readonly #plan: Plan;
  readonly #story: Story;
  #cursor: string | undefined;

  constructor(store: Store, campaign: number, plan: Plan) {
    const channels: readonly Channel[] = plan.steps.map(({ channel }) => channel);
    this.#store = store;
    this.#campaign = campaign;
    this.#plan = plan;
    this.#story = newStory(channels);
  }

  /** Reads at most so many pages of what is new. */
  async look(ledger: Ledger, mostPages: number): Promise<StoryLook> {
    let isBehind = true;
    for (let page = 0; page < mostPages && isBehind; page++) isBehind = await this.#readOn();
    const { people, minutes, startedAt, heardAt } = this.#story;
    return {
      steps: stepReach(this.#plan, people, ledger),
      overTime: overTime(minutes),
      startedAt: startedAt === undefined ? undefined : dateOf(startedAt),
      heardAt: Object.fromEntries([...heardAt].map(([provider, at]) => [provider, dateOf(at)])),
      isBehind,
    };
  }

  /** False when there is nothing more. */
  async #readOn(): Promise<boolean> {
    const page = await this.#store.events({ campaign: this.#campaign, cursor: this.#cursor, limit: PAGE });
    for (const event of page.events) hear(this.#story, event);
    this.#cursor = page.cursor;
    return page.events.length === PAGE;
  }
}
