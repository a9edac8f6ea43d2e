import { ATTEMPT, checkClaim, divert, refuseContact, submit } from "@relance/rules";
import type { ClaimedRow, ClaimWant, KeptContact, Plan } from "@relance/spec";
import {
  type AttemptFacts,
  before,
  channelNumber,
  contactBits,
  contactPlace,
  type HotRow,
  hotRow,
  sliceOf,
} from "@relance/store";
import { partOf } from "../counts/parts.ts";
import { giveCode } from "../people/codes.ts";
import { isSuppressed } from "../suppressions/suppressions.ts";
import type { Work } from "../transaction/work.ts";
import { countAttempt } from "./attempts.ts";
import { type OpenLane, readyRows } from "./ready-rows.ts";

const PERSON = `select key, contacts, digests, variables, locale, timezone, nullif(lower(hex(salt)), '')
  from people where id = ?`;

const INSERT = `insert into attempts (enrollment, campaign, version, epoch, step, position, channel, provider, contact,
  worker, state, prev, submitted_at, part) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`;

/** Key, contacts, digests, variables, locale, time zone, salt. */
type Person = readonly [string, string, string, string, string | null, string | null, string | null];

export interface Claimant {
  readonly worker: number;
  readonly leaseUntil: number;
}

/** Claims up to `slots` people of one lane. Rows that a rule moves elsewhere do not count. */
export function claimLane(
  work: Work,
  lane: OpenLane,
  want: ClaimWant,
  slots: number,
  claimant: Claimant,
  claimed: ClaimedRow[],
): number {
  let taken = 0;
  for (let round = 0; taken < slots && round < 3; round++) {
    const rows = readyRows(work, lane, work.now + want.sendBudgetMs, slots - taken);
    for (const values of rows) {
      const one = claimOne(work, hotRow(values), lane, want, claimant);
      if (one === undefined) continue;
      claimed.push(one);
      taken += 1;
    }
    if (rows.length < slots - taken) break;
  }
  return taken;
}

function claimOne(
  work: Work,
  row: HotRow,
  lane: OpenLane,
  want: ClaimWant,
  { worker, leaseUntil }: Claimant,
): ClaimedRow | undefined {
  const { now } = work;
  const facts = work.version(row);
  const { plan } = facts;
  if (joinSlice(work, row, plan, lane.id)) return undefined;
  const was = before(row);
  divert(row, plan, want.provider);
  const checked = checkClaim(row, plan, { now, sendBudgetMs: want.sendBudgetMs, leaseUntil });
  if (checked.contact === undefined) {
    work.save(row, was, checked.change);
    return undefined;
  }
  const step = plan.steps[row.step];
  const person = work.sql.row(PERSON, row.id) as Person | undefined;
  if (step === undefined || person === undefined) return undefined;
  const { channel } = step;
  const [key, contactsJson, digests, variables, locale, timezone, salt] = person;
  const contacts = JSON.parse(contactsJson) as KeptContact[];
  const place = contactPlace(contacts, channel, checked.contact);
  const contact = contacts[place];
  if (contact === undefined) return undefined;
  if (isSuppressed(work, facts, channel, digests.split(" ")[place] ?? "")) {
    work.save(row, was, refuseContact(row, plan, contactBits(contacts)[place] ?? 0, now));
    return undefined;
  }
  if (row.code === 0) row.code = giveCode(work, row, plan, contacts, digests);
  const { attemptId, change, attempt } = makeAttempt(
    work,
    row,
    lane,
    checked.contact,
    channelNumber(channel),
    worker,
    leaseUntil,
    partOf(work, row.campaign, contact),
  );
  work.save(row, was, change, attempt);
  const { id: enrollment, epoch, campaign, version, deadline } = row;
  return {
    attemptId,
    enrollment,
    epoch,
    campaign,
    version,
    key,
    step: row.step,
    provider: want.provider,
    channel,
    contact: row.contact,
    address: contact.address,
    variables,
    locale: locale ?? undefined,
    timezone: timezone ?? undefined,
    salt: salt ?? undefined,
    deadline,
    code: String(row.code),
  };
}

/** Whoever belongs to a slice that was steered by itself waits in its lane, and leaves from there as it allows. */
export function joinSlice(work: Work, row: HotRow, plan: Plan, lane: number): boolean {
  const slices = work.slices.get(lane);
  if (slices === undefined) return false;
  const contacts = work.sql.row("select contacts from people where id = ?", row.id)?.[0];
  const slice = sliceOf(
    row,
    plan,
    JSON.parse(typeof contacts === "string" ? contacts : "[]") as KeptContact[],
  );
  const own = slices.get(work.context.words.find(slice));
  if (own === undefined) return false;
  work.sql.run("update enrollments set lane = ? where id = ?", own, row.id);
  return true;
}

function makeAttempt(
  work: Work,
  row: HotRow,
  lane: OpenLane,
  contact: number,
  channel: number,
  worker: number,
  leaseUntil: number,
  part: number,
) {
  const { id: enrollment, campaign, epoch, step } = row;
  const { provider } = lane;
  const id = work.sql.insert(
    INSERT,
    enrollment,
    campaign,
    row.version,
    epoch,
    step,
    row.position,
    channel,
    provider,
    contact,
    worker,
    row.lastAttempt,
    work.now,
    part,
  );
  const attempt: AttemptFacts = {
    id,
    enrollment,
    campaign,
    epoch,
    step,
    channel,
    provider,
    contact,
    worker,
    state: ATTEMPT.submitting,
    bits: 0,
    isContrary: 0,
    ref: null,
    part,
    acceptedAt: null,
    submittedAt: work.now,
  };
  countAttempt(work, attempt);
  row.lastAttempt = id;
  return {
    attempt,
    attemptId: work.context.attemptIds.idOf(id),
    change: submit(row, id, contact, leaseUntil),
  };
}
