import type {
  ControlAnswer,
  EnrollAnswer,
  EnrollChunk,
  EnrollRow,
  GateChange,
  Ledger,
  ListInput,
  Plan,
  Recipient,
  RecipientRow,
  RelanceEvent,
  Store,
  TransitionAnswer,
  TransitionInput,
} from "@relance/spec";
import type { ContractClock, StoreUnderTest } from "../store-under-test.ts";
import { only } from "./only.ts";
import { HOUR } from "./plan.ts";
import { buildDefinition, type CampaignFacts, type SeededCampaign, seededCampaign } from "./seeded-campaign.ts";

export const NOTHING: TransitionAnswer = { moved: 0, reopened: 0, unknown: [], stale: [], unmoved: [], more: false };

/** A store with a campaign. The methods run the commands of callers and operators. */
export class SeededStore {
  readonly store: Store;
  readonly clock: ContractClock;
  /** Begins a transaction of an application; absent if the store has no `deposit`. */
  readonly begin: StoreUnderTest["begin"];
  /** Opens the store a second time; absent if the store permits only one process. */
  readonly beside: StoreUnderTest["beside"];
  #campaign: SeededCampaign | undefined;
  #names = 0;

  constructor({ store, clock, begin, beside }: StoreUnderTest) {
    this.store = store;
    this.clock = clock;
    this.begin = begin;
    this.beside = beside;
  }

  get now(): number {
    return this.clock.now();
  }

  get campaign(): SeededCampaign {
    if (this.#campaign === undefined) throw new Error("seed a campaign first");
    return this.#campaign;
  }

  async seed(facts: CampaignFacts = {}): Promise<SeededCampaign> {
    this.#campaign = await seededCampaign(this.store, facts);
    return this.#campaign;
  }

  async newVersion(plan: Partial<Plan> = this.campaign.plan): Promise<number> {
    const amendedBy = { actor: "ops", reason: "test" };
    const input = { ...buildDefinition({ plan }), manyVersions: true, hash: this.unique("hash"), amendedBy };
    const { campaign, version } = await this.store.define(input);
    if (campaign !== this.campaign.campaign) throw new Error("the definition belongs to another campaign");
    return version;
  }

  chunk(rows: readonly EnrollRow[], facts: Partial<EnrollChunk> = {}): EnrollChunk {
    const { campaign, version } = this.campaign;
    return { campaign, version, importId: this.unique("more-people"), seq: 0, rows, refused: [], ...facts };
  }

  enroll(rows: readonly EnrollRow[], facts: Partial<EnrollChunk> = {}): Promise<EnrollAnswer> {
    return this.store.enroll(this.chunk(rows, facts));
  }

  steer(change: Partial<GateChange>): Promise<ControlAnswer> {
    const order = { actor: "ops", reason: "test", reviewAt: this.now + 99 * HOUR };
    return this.store.control([{ campaign: this.campaign.campaign, ...order, ...change }]);
  }

  async move(facts: Pick<TransitionInput, "transition"> & Partial<TransitionInput>): Promise<TransitionAnswer> {
    const { campaign } = this.campaign;
    let [moved, reopened] = [0, 0];
    for (;;) {
      const answer = await this.store.transition({ campaign, actor: "ops", reason: "test", ...facts });
      moved += answer.moved;
      reopened += answer.reopened;
      if (!answer.more) return { ...answer, moved, reopened };
    }
  }

  unique(word: string): string {
    this.#names += 1;
    return `${word}-${this.#names}`;
  }

  async person(key: string, campaign: number = this.campaign.campaign): Promise<Recipient> {
    const person = await this.store.read({ campaign, key });
    if (person === undefined) throw new Error(`no recipient has the key ${key}`);
    return person;
  }

  async list(filter: Partial<ListInput> = {}): Promise<readonly RecipientRow[]> {
    const page = await this.store.list({ campaign: this.campaign.campaign, limit: 10, ...filter });
    return page.rows;
  }

  unreached(filter: Partial<ListInput> = {}): Promise<readonly RecipientRow[]> {
    return this.list({ unreached: true, ...filter });
  }

  async ledger(campaign: number = this.campaign.campaign): Promise<Ledger> {
    return only(await this.store.count(campaign));
  }

  async events(): Promise<readonly RelanceEvent[]> {
    const all: RelanceEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.store.events({ cursor, limit: 100 });
      all.push(...page.events);
      if (page.events.length === 0) return all;
      cursor = page.cursor;
    }
  }
}
