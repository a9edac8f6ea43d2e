import { type By, checkOptions, namesOf, type ReportOptions } from "@relance/spec";
import type { BudgetOptions } from "../budget/change-budget.ts";
import type { InTransaction } from "../deposit/deposit.ts";
import type { PauseOptions, ResumeOptions, ThrottleOptions } from "../steer/queue-orders.ts";
import type { AccessOptions, CampaignHandle } from "./campaign-handle.ts";
import type { ExtendOptions } from "./order-people.ts";

type Filter<Call extends "recipients" | "unreached" | "replies"> = NonNullable<Parameters<CampaignHandle[Call]>[0]>;

const BY = namesOf<By>()("actor reason");
const BY_IN_TRANSACTION = namesOf<By & InTransaction>()("actor reason db");

/** A call of a campaign that takes options. */
export type HandleCall = Exclude<
  keyof CampaignHandle,
  "id" | "name" | "occurrence" | "tenant" | "check" | "counts" | "providers" | "evidence" | "outcome" | "recipient"
>;

const OPTIONS: Readonly<Record<HandleCall, readonly string[]>> = {
  enroll: namesOf<InTransaction>()("db"),
  recipients: namesOf<Filter<"recipients">>()("state"),
  unreached: namesOf<Filter<"unreached">>()("cause"),
  replies: namesOf<Filter<"replies">>()("unclear"),
  report: namesOf<ReportOptions>()("prices rehearsal"),
  reschedule: BY_IN_TRANSACTION,
  withdraw: BY_IN_TRANSACTION,
  takeBack: BY,
  confirm: BY,
  recordAccess: namesOf<AccessOptions>()("actor reason keys"),
  pause: namesOf<PauseOptions>()("actor reason step provider destination version reviewAt via"),
  resume: namesOf<ResumeOptions>()("actor reason step provider destination version override perSecond"),
  throttle: namesOf<ThrottleOptions>()("actor reason step provider destination version perSecond"),
  budget: namesOf<BudgetOptions>()("actor reason amount"),
  cancel: BY,
  extend: namesOf<ExtendOptions>()("actor reason until"),
  amend: BY,
  escalate: BY,
  handBack: BY,
};

/** The options of a campaign's calls. @throws {ConfigError} `config/invalid` for one that there is not */
export function checkHandleCall(call: HandleCall, options: unknown): void {
  checkOptions(call, options, OPTIONS[call]);
}
