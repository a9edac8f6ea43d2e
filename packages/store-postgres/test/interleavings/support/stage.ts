import { type ContractClock, contractClock } from "@relance/conformance/store";
import type { ClaimedRow, Ledger, Plan, PlanStep, Recipient, RecordItem, Store, StoreRequest } from "@relance/spec";
import type { TestPostgres } from "@relance/test-postgres/vitest";
import { Pool } from "pg";
import { afterAll, beforeAll, expect } from "vitest";
import { callerTransaction } from "../../support/caller-transaction.ts";
import { digestOf, PLAN, type RunningCampaign, startCampaign } from "../../support/people.ts";
import { type Actor, openActor } from "./actor.ts";
import { orders, type Part, play } from "./play.ts";

const PROVIDERS = ["sms.main", "email.main"];

/** Hundreds of orders on a busy machine. */
export const MANY_ORDERS_MS = 600_000;

/** The API's receipt. */
export function delivered(named: { readonly attemptId: string } | { readonly ref: string }): RecordItem {
  return { provider: "sms.main", item: { type: "receipt", kind: "delivered", quality: "carrier", ...named } };
}

/** Somebody writes STOP. */
export function stop(from: string, eventId: string): RecordItem {
  const reply = { digest: digestOf("sms", from), optOut: "stop", word: "STOP", code: undefined } as const;
  return { provider: "sms.main", item: { type: "reply", from, text: "STOP", eventId }, reply };
}

/** Two processes, a third one that prepares and judges, and a clock for all. */
export interface Stage {
  readonly clock: ContractClock;
  /** Prepares and judges; never gated. */
  readonly store: Store;
  readonly first: Actor;
  readonly second: Actor;
  /** A separate campaign, with this many recipients. */
  campaign(people?: number, plan?: Plan): Promise<RunningCampaign>;
  /** Worker and receiver of all processes say that they live. */
  beat(): Promise<void>;
  /** Who claims: the incarnation that lives. */
  readonly worker: string;
  claim(store?: Store, provider?: string, slots?: number): Promise<readonly ClaimedRow[]>;
  /** A campaign with one recipient, whose message was taken by the provider's API. */
  sent(facts: Partial<PlanStep>): Promise<RunningCampaign & { readonly claimed: ClaimedRow }>;
  /** A campaign with recipients whom a message reached, who have not answered, and whose time to answer is over. */
  silent(people?: number): Promise<RunningCampaign>;
  person(running: RunningCampaign, key?: string): Promise<Recipient>;
  ledger(running: RunningCampaign): Promise<Ledger>;
  /** An application has committed a separate transaction with these requests in it. */
  committed(...requests: readonly StoreRequest[]): Promise<void>;
  /** Takes every suppression of this phone back. */
  removeSuppression(phone: string): Promise<void>;
  /**
   * Plays two parts in every order of their points, or in those that `which` names. `prepare` sets each performance up and says how it must end. After
   * each, both sums hold, the rows bear the counters out, and the campaign is taken away.
   */
  everyOrder<A, B>(prepare: () => Promise<Performance<A, B>>, which?: typeof orders): Promise<number>;
}

export interface Performance<A, B> {
  readonly running: RunningCampaign;
  readonly parts: readonly [Part<A>, Part<B>];
  readonly judge: (first: A, second: B) => Promise<void>;
}

/** Called inside the tests' `describe`; opens before them and ends after them. */
export function openStage(postgres: TestPostgres): Stage {
  const clock = contractClock();
  let names = 0;
  let close: () => Promise<void> = async () => {};
  const opened = {} as { store: Store; first: Actor; second: Actor; watch: Pool };

  beforeAll(async () => {
    const database = await postgres.createDatabase();
    const actors: Actor[] = [];
    for (const name of ["judge", "first", "second"]) actors.push(await openActor(database.url, name, clock));
    const [judge, first, second] = actors as [Actor, Actor, Actor];
    const watch = new Pool({ connectionString: database.url, max: 1 });
    Object.assign(opened, { store: judge.store, first, second, watch });
    close = async () => {
      for (const actor of actors) await actor[Symbol.asyncDispose]();
      await watch.end();
      await database[Symbol.asyncDispose]();
    };
  });
  afterAll(() => close());

  let worker = "worker";
  const stage: Stage = {
    clock,
    get worker() {
      return worker;
    },
    get store() {
      return opened.store;
    },
    get first() {
      return opened.first;
    },
    get second() {
      return opened.second;
    },
    async campaign(people = 1, plan = PLAN) {
      clock.advance(1);
      await stage.beat();
      const own = { ...plan, since: { beforeMs: 0 } }; // what the same recipients answered in an earlier order is not about this one
      return startCampaign(stage.store, people, { name: `campaign-${++names}`, plan: own });
    },
    async beat() {
      const common = { version: "1", providers: PROVIDERS };
      const beat = () => stage.store.heartbeat({ ...common, incarnation: worker, role: "worker" });
      const { leaseUntil, now } = await beat();
      if (leaseUntil <= now) {
        worker = `worker-${++names}`; // time was moved beyond its lease: it never comes back
        await beat();
      }
      await stage.store.heartbeat({ ...common, incarnation: "ear", role: "receiver" });
    },
    async claim(store = stage.store, provider = "sms.main", slots = 10) {
      const want = { provider, slots, sendBudgetMs: 1_000 };
      return (await store.claim({ worker, wants: [want] })).claimed;
    },
    async sent(facts) {
      const [step, ...others] = PLAN.steps;
      if (step === undefined) throw new Error("the plan has no step");
      const running = await stage.campaign(1, { ...PLAN, steps: [{ ...step, ...facts }, ...others] });
      const [claimed] = await stage.claim();
      if (claimed === undefined) throw new Error("nobody could be claimed");
      await stage.store.settle(worker, [{ attemptId: claimed.attemptId, kind: "accepted", ref: claimed.attemptId }]);
      return { ...running, claimed };
    },
    async silent(people = 1) {
      const steps = PLAN.steps.map((step) => ({ ...step, waitMs: 5_000 }));
      const running = await stage.campaign(people, { ...PLAN, steps });
      const claimed = await stage.claim(stage.store, "sms.main", people);
      await stage.store.settle(
        worker,
        claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: attemptId })),
      );
      await stage.store.record(claimed.map(({ attemptId }) => delivered({ attemptId })));
      clock.advance(8_000);
      await stage.beat();
      return running;
    },
    async committed(...requests) {
      const { db, commit } = await callerTransaction(opened.watch);
      await stage.store.deposit?.(db, requests);
      await commit();
    },
    async removeSuppression(phone) {
      const digest = digestOf("sms", phone);
      const rule = { tenant: "", channel: "sms", digest, actor: "test", remove: true } as const;
      await stage.store.suppress(["complaint", "stop"].map((reason) => ({ ...rule, reason })));
    },
    async person({ campaign }, key = "p1") {
      const found = await stage.store.read({ campaign, key });
      if (found === undefined) throw new Error("nobody of that key");
      return found;
    },
    async ledger({ campaign }) {
      const [ledger] = await stage.store.count(campaign);
      if (ledger === undefined) throw new Error("no such campaign");
      return ledger;
    },
    async everyOrder(prepare, which = orders) {
      const perform = async (order: readonly number[]) => {
        const { running, parts, judge } = await prepare();
        const { answers, points } = await play(opened.watch, parts, order);
        try {
          await judge(...answers);
          expect(await stage.ledger(running)).toMatchObject({ holds: true });
          expect((await stage.store.audit({ limit: 1 })).findings).toEqual([]);
        } catch (error) {
          throw new Error(`in the order ${order.join("")}`, { cause: error });
        }
        const why = { actor: "judge", reason: "over" };
        await stage.store.transition({ campaign: running.campaign, transition: "cancel", ...why });
        return points;
      };
      const many = Array.from({ length: 20 }, () => 0);
      const [first = 0, second = 0] = await perform([...many, ...many.map(() => 1)]);
      const all = which(first, second);
      for (const order of all) await perform(order);
      if (process.env.PLAYED) console.log("played", first, second, all.length);
      return all.length;
    },
  };
  return stage;
}
