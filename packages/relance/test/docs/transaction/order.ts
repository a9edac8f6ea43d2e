import type { Pool } from "pg";
import { createRelance, type RelanceConfig } from "relance";
import { fromPg } from "./pg.ts";

export async function order(pool: Pool, config: RelanceConfig, person: string, phone: string): Promise<void> {
  await using relance = await createRelance(config);
  const client = await pool.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query("insert into orders (person) values ($1) returning id", [person]);
    await relance.send(
      {
        idempotencyKey: `order-${rows[0].id}`,
        recipient: { key: person, contacts: { sms: phone } },
        steps: [{ channel: "sms", content: { text: "We have your order." } }],
      },
      { db: fromPg(client) },
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
