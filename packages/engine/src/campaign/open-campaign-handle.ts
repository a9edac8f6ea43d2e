import {
  type Actor,
  allRows,
  ConfigError,
  checkOptions,
  type DepositResult,
  type Ledger,
  MessageError,
  nameAll,
  RelanceError,
} from "@relance/spec";
import { confirmPeople, revokeConfirmations } from "../acknowledge/confirm-people.ts";
import { checkBy } from "../base/check-by.ts";
import type { EngineContext, Needs } from "../base/context.ts";
import { checkKey } from "../base/person-key.ts";
import { type BudgetOptions, changeBudget } from "../budget/change-budget.ts";
import type { InTransaction } from "../deposit/deposit.ts";
import { enrollMore, type Growing } from "../enroll/enroll-more.ts";
import { reschedulePeople } from "../enroll/reschedule.ts";
import { readProviderStates } from "../incidents/provider-state.ts";
import type { PauseOptions, PauseScope, ResumeOptions, Steerable, ThrottleOptions } from "../steer/queue-orders.ts";
import {
  effectOfPause,
  pauseCampaign,
  refuseEnded,
  resumeCampaign,
  throttleCampaign,
} from "../steer/steer-campaign.ts";
import { amendCampaign } from "./amend-campaign.ts";
import type { AccessOptions, CampaignHandle } from "./campaign-handle.ts";
import {
  depositRemoval,
  type ExtendOptions,
  extendCampaign,
  orderPeople,
  type RecipientOrder,
  type Removed,
  removePeople,
  sweep,
} from "./order-people.ts";

const PAGE = 1_000;

/** @throws {ConfigError} `campaign/unknown` */
export async function openCampaignHandle(
  context: EngineContext,
  id: number,
  onChange: () => void,
): Promise<CampaignHandle> {
  return campaignHandle(context, await readLedger(context, id), onChange);
}

async function readLedger({ store }: Needs<"store">, id: number): Promise<Ledger> {
  const [found] = await store.count(id);
  if (found === undefined) throw unknownCampaign(id);
  return found;
}

function unknownCampaign(id: number): ConfigError {
  return new ConfigError("campaign/unknown", `campaign ${id} is not in the store`);
}

export function campaignHandle(
  context: EngineContext,
  { campaign: id, name, occurrence, tenant }: Pick<Ledger, "campaign" | "name" | "occurrence" | "tenant">,
  onChange: () => void,
): CampaignHandle {
  const { store } = context;
  const ledger = () => readLedger(context, id);

  /** Returns the newest version whose templates this process has. New rows are parsed with this version. */
  async function growing(): Promise<Growing> {
    const all = await store.versions({ campaign: id });
    for (const { version } of all.toReversed()) {
      try {
        return { ...(await context.versions.get(version)), ledger: await ledger() };
      } catch (error) {
        if (version === all[0]?.version || !RelanceError.is(error) || error.family === "store") throw error;
      }
    }
    throw unknownCampaign(id);
  }

  async function steerable(): Promise<Steerable> {
    const { plan } = await context.versions.latestStored(id);
    return { context, ledger: await ledger(), plan };
  }

  const scope = { context, campaign: id };

  async function remove(keys: readonly string[], by: Actor & Partial<InTransaction>): Promise<Removed | DepositResult> {
    const { db } = by;
    if (db !== undefined) {
      await depositRemoval(scope, tenant, keys, { ...by, db });
      return { status: "deposited" };
    }
    return removePeople(scope, keys, by);
  }

  /** Wraps a command: checks actor, reason and options first, and wakes the worker afterwards. */
  function ordered<Args extends readonly [...unknown[], Actor], Answer>(
    call: HandleCall,
    order: (...args: Args) => Promise<Answer>,
    name: string = call,
  ): (...args: Args) => Promise<Answer> {
    return async (...args) => {
      const by = args.at(-1) as Actor | undefined;
      checkOptions(name, by, OPTIONS[call]);
      checkBy(by);
      const answer = await order(...args);
      onChange();
      return answer;
    };
  }

  const resume = {
    queues: ordered("resume", async (by: ResumeOptions) => resumeCampaign(await steerable(), by)),
    people: ordered(
      "escalate",
      (keys: readonly string[], by: RecipientOrder) => orderPeople(scope, "resume", keys, by),
      "resume",
    ),
  };

  return {
    id,
    name,
    occurrence,
    tenant,
    ledger,
    providerStatus: () => readProviderStates(store, id),
    recipients(filter = {}) {
      checkHandleCall("recipients", filter);
      return allRows((cursor) => store.list({ campaign: id, ...filter, cursor, limit: PAGE }));
    },
    replies(filter = {}) {
      checkHandleCall("replies", filter);
      return allRows((cursor) => store.replies({ campaign: id, ...filter, cursor, limit: PAGE }));
    },
    recipient: (key) => store.read({ campaign: id, key: checkKey(key) }),
    async outcome(key, options) {
      const person = await store.read({ campaign: id, key: checkKey(key) });
      if (person === undefined)
        throw new MessageError("message/unknown-recipient", "no recipient with that key is enrolled");
      return context.outcomes.of(person.enrollment, options);
    },
    async check(rows) {
      const { enrolled: _enrolled, ...checked } = await enrollMore(context, await growing(), rows, { isTrial: true });
      return checked;
    },
    async enroll(rows, options = {}) {
      checkHandleCall("enroll", options);
      const answer = await enrollMore(context, await growing(), rowsIn(rows), options);
      if (options.db === undefined) onChange();
      return answer;
    },
    reschedule: ordered("reschedule", async (rows, by) => reschedulePeople(context, await growing(), rows, by)),
    remove: ordered("remove", remove) as CampaignHandle["remove"],
    revokeConfirmation: ordered("revokeConfirmation", (keys, by) => revokeConfirmations(context, id, keys, by)),
    confirm: ordered("confirm", (keys, by) => confirmPeople(context, id, keys, by)),
    recordAccess: ordered("recordAccess", async ({ keys, actor, reason }) => {
      await store.transition({ campaign: id, transition: "reveal", keys: keys?.map(checkKey), actor, reason });
    }),
    pause: ordered("pause", async (by) => pauseCampaign(await steerable(), by)),
    async pauseEffect(scope) {
      checkHandleCall("pauseEffect", scope);
      return effectOfPause(await steerable(), scope);
    },
    resume: ((...args: [ResumeOptions] | [readonly string[], RecipientOrder]) =>
      args.length === 1 ? resume.queues(...args) : resume.people(...args)) as CampaignHandle["resume"],
    throttle: ordered("throttle", async (by) => throttleCampaign(await steerable(), by)),
    setBudget: ordered("setBudget", (by) => changeBudget(context, id, by)),
    cancel: ordered("cancel", async ({ actor, reason }) => {
      const before = await ledger();
      if (before.state !== "cancelling") refuseEnded(before); // completes an interrupted cancellation
      const { moved } = await sweep(scope, { transition: "cancel", actor, reason });
      return moved;
    }),
    extend: ordered("extend", (by) => extendCampaign(scope, by)),
    amend: ordered("amend", async (loaded, by) =>
      amendCampaign(scope, await context.versions.latestStored(id), loaded, by),
    ),
    escalate: ordered("escalate", (keys, by) => orderPeople(scope, "escalate", keys, by)),
  };
}

function rowsIn(rows: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  const isOne = typeof rows === "object" && rows !== null && !(Symbol.iterator in rows || Symbol.asyncIterator in rows);
  return isOne ? [rows] : (rows as Iterable<unknown>);
}

type Filter<Call extends "recipients" | "replies"> = NonNullable<Parameters<CampaignHandle[Call]>[0]>;

const BY = nameAll<Actor>()("actor reason");
const BY_IN_TRANSACTION = nameAll<Actor & InTransaction>()("actor reason db");

type HandleCall = Exclude<
  keyof CampaignHandle,
  "id" | "name" | "occurrence" | "tenant" | "check" | "ledger" | "providerStatus" | "outcome" | "recipient"
>;

const OPTIONS: Readonly<Record<HandleCall, readonly string[]>> = {
  enroll: nameAll<InTransaction>()("db"),
  recipients: nameAll<Filter<"recipients">>()("state"),
  replies: nameAll<Filter<"replies">>()("unclear doubtful"),
  reschedule: BY_IN_TRANSACTION,
  remove: BY_IN_TRANSACTION,
  revokeConfirmation: BY,
  confirm: BY,
  recordAccess: nameAll<AccessOptions>()("actor reason keys"),
  pause: nameAll<PauseOptions>()("actor reason step provider destination version reviewAt via wait"),
  pauseEffect: nameAll<PauseScope>()("step provider destination via wait"),
  resume: nameAll<ResumeOptions>()("actor reason step provider destination version override perSecond"),
  throttle: nameAll<ThrottleOptions>()("actor reason step provider destination version perSecond"),
  setBudget: nameAll<BudgetOptions>()("actor reason amount"),
  cancel: BY,
  extend: nameAll<ExtendOptions>()("actor reason until"),
  amend: BY,
  escalate: nameAll<RecipientOrder>()("actor reason ifRevision"),
};

function checkHandleCall(call: HandleCall, options: unknown): void {
  checkOptions(call, options, OPTIONS[call]);
}
