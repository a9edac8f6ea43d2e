import { mayReschedule, reschedule as rescheduleRule } from "@relance/rules";
import type { EnrollRow, RescheduleAnswer, RescheduleInput, RescheduleStatus } from "@relance/spec";
import { readOrders, shareCampaign } from "../moves/campaigns.ts";
import { changeContacts, enrolledUnder, type KnownPerson, newContacts, readSent } from "../moves/changing-contacts.ts";
import { objectionTo } from "../moves/row-objection.ts";
import type { HotRow } from "../rows/hot-row.ts";
import { pluck } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const KNOWN = "select key, id, contacts, digests from people where id = any($1::bigint[])";

const FOLLOW = `update people as p set deadline = u.deadline from unnest($1::bigint[], $2::bigint[]) u (id, deadline)
  where p.id = u.id`;

interface Moving {
  readonly row: EnrollRow;
  readonly hot: HotRow;
  readonly known: KnownPerson;
  readonly until: number;
}

export async function reschedule(work: Work, input: RescheduleInput): Promise<RescheduleAnswer> {
  const { campaign, version, rows } = input;
  await work.context.driver.holdArrivals(work.sql, "shared"); // so that no recipient is erased during this transaction
  const state = await shareCampaign(work, campaign);
  if (state === undefined) return { statuses: [], refused: "unknown" };
  if (state === "cancelling" || state === "cancelled") return { statuses: [], refused: "over" };
  await work.context.versions.need(work.sql, [version]);
  const order = await work.order(input);
  const { extended } = await readOrders(work, campaign);
  const statuses = new Map<string, RescheduleStatus>();
  const moving: Moving[] = [];
  const people = await holdPeople(work, campaign, rows);
  await work.rules.need(
    "to read",
    rows.flatMap((row) => row.digests),
  );
  const facts = work.context.versions.get(version);
  for (const row of new Map(rows.map((one) => [one.key, one])).values()) {
    const person = people.get(row.key);
    if (!isUsable(row)) statuses.set(row.key, "unusable");
    else if (person === undefined) statuses.set(row.key, "unknown");
    else {
      const { hot, known } = person;
      const isOwn = "at" in row.deadline; // a deadline relative to the enrollment cannot be changed by a row
      const until = "at" in row.deadline ? Math.max(Math.floor(row.deadline.at), extended) : hot.deadline;
      const contacts = newContacts(work, facts, { known, row, deadline: until, sent: person.sent });
      if (until <= work.now && isOwn) statuses.set(row.key, "past");
      else if (!mayReschedule(hot, work.version(hot).plan, contacts, work.now)) statuses.set(row.key, "done");
      else moving.push({ row, ...person, until });
    }
  }
  if (input.isTrial === true) {
    for (const { row } of moving) statuses.set(row.key, "rescheduled");
    return { statuses: rows.map(({ key }) => statuses.get(key) ?? "unknown") };
  }
  const changes = moving.map(({ row, hot, known, until }) => {
    return { person: { id: hot.id, until, digests: row.digests.join(" "), row }, known };
  });
  await changeContacts(work, facts, { order }, changes);
  for (const { row, hot, known, until } of moving) {
    const isSame = hot.deadline === until && known.digests === row.digests.join(" ");
    const { deadline, state } = hot;
    const change = rescheduleRule(hot, work.version(hot).plan, until, row.steps, work.now);
    if (!isSame) change.events.unshift({ kind: "enrollment.rescheduled", cause: "none" });
    work.save(hot, change, undefined, order);
    if (deadline !== until && state !== hot.state) work.health.reopenCampaign(hot.campaign);
    statuses.set(row.key, isSame ? "same" : "rescheduled");
  }
  const ids = moving.map(({ hot }) => hot.id);
  if (ids.length > 0) await work.sql.run(FOLLOW, ids, pluck(moving, "until"));
  return { statuses: rows.map(({ key }) => statuses.get(key) ?? "unknown") };
}

function isUsable(row: EnrollRow): boolean {
  return objectionTo(row, false) === undefined;
}

async function holdPeople(work: Work, campaign: number, rows: readonly EnrollRow[]) {
  const keys = rows.filter(isUsable).map(({ key }) => key);
  const held = await work.rows.lock((await enrolledUnder(work, campaign, keys)).values());
  const people = await work.sql.all<KnownPerson & { readonly key: string }>(KNOWN, pluck(held, "id"));
  const findSent = await readSent(work, pluck(held, "id"));
  return new Map(
    people.flatMap((known) => {
      const hot = work.rows.get(known.id);
      return hot === undefined ? [] : [[known.key, { hot, known, sent: findSent(hot.id) }] as const];
    }),
  );
}
