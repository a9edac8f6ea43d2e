import type { ClientBase, Pool } from "pg";
import type { CallerDb, CampaignHandle, RelanceLike } from "relance";

/** `at` is the time of the appointment, such as `2027-03-01T09:30:00Z`. */
export type Appointment = Readonly<Record<"id" | "mobile" | "mail" | "at", string>>;

const valuesOf = ({ id, mobile, mail, at }: Appointment) => [id, mobile, mail, at];

async function inTransaction(pool: Pool, work: (client: ClientBase, db: CallerDb) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await work(client, { executeSql: (text, values) => client.query(text, values) });
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Stores the appointment and its reminder in one transaction. */
export async function book(pool: Pool, reminders: CampaignHandle, row: Appointment): Promise<void> {
  await inTransaction(pool, async (client, db) => {
    await client.query("insert into appointments (id, mobile, mail, at) values ($1, $2, $3, $4)", valuesOf(row));
    const { refusals, dropped } = await reminders.enroll(row, { db });
    const [wrong] = [...refusals, ...dropped]; // relance refused the row, or no contact is usable
    if (wrong !== undefined) throw new Error(wrong.advice);
  });
}

/** Records a confirmation at the desk: one transaction changes the row and ends the reminders. */
export async function confirm(pool: Pool, relance: RelanceLike, id: string): Promise<void> {
  await inTransaction(pool, async (client, db) => {
    await client.query("update appointments set confirmed = true where id = $1", [id]);
    const [answer] = await relance.acknowledge([{ key: id, on: "confirmed", id: `desk-${id}` }], { db });
    if (answer?.code !== undefined) throw new Error(answer.code); // no campaign accepts this event
  });
}

/** Moves the appointment or changes the phone number, in one transaction for both tables. */
export async function move(pool: Pool, reminders: CampaignHandle, row: Appointment): Promise<void> {
  await inTransaction(pool, async (client, db) => {
    await client.query("update appointments set mobile = $2, mail = $3, at = $4 where id = $1", valuesOf(row));
    const { refusals, dropped } = await reminders.reschedule([row], { actor: "desk", reason: "it moves", db });
    const [wrong] = [...refusals, ...dropped];
    if (wrong !== undefined) throw new Error(wrong.advice);
  });
}

/** Cancels the appointment: one transaction removes the appointment and its reminders. */
export async function cancel(pool: Pool, reminders: CampaignHandle, id: string): Promise<void> {
  await inTransaction(pool, async (client, db) => {
    await client.query("delete from appointments where id = $1", [id]);
    await reminders.remove([id], { actor: "desk", reason: "cancelled", db });
  });
}
