import type { ClientBase } from "pg";
import type { CampaignHandle } from "relance";
import { fromPg } from "./pg.ts";

/** Books an appointment and enrolls its recipient for a reminder, in one transaction. */
export async function book(client: ClientBase, reminders: CampaignHandle, row: { id: string }): Promise<void> {
  const [refusal] = (await reminders.check([row])).refusals;
  if (refusal !== undefined) throw new Error(`${refusal.reason}: ${refusal.advice}`);
  await client.query("insert into appointments (person) values ($1)", [row.id]);
  await reminders.enroll(row, { db: fromPg(client) });
}
