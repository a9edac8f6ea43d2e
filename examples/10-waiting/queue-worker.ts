import type { PgBoss } from "pg-boss";
import { relance } from "./gateway.ts";

export interface Invitation {
  readonly id: string;
  readonly mobile: string;
}

/**
 * One job sends, and another job asks for the outcome after two hours. The queue keeps no job open while the message
 * waits for its outcome.
 */
export async function workOn(boss: PgBoss, askAfterSeconds = 7_200): Promise<void> {
  await boss.createQueue("invite");
  await boss.createQueue("ask");
  await boss.work<Invitation>("invite", async ([job]) => {
    if (job === undefined) return;
    const { id, mobile } = job.data;
    await relance.send({
      idempotencyKey: `invitation-${id}`, // a repeated job sends nothing
      recipient: { key: id, contacts: { sms: mobile } },
      steps: [{ channel: "sms", content: { text: "Will you come? {{ ack.url }}" } }],
      subject: "Dinner on Friday",
      button: "I will come",
    });
    await boss.sendAfter("ask", { id }, {}, askAfterSeconds);
  });
  await boss.work<{ id: string }>("ask", async ([job]) => {
    if (job === undefined) return;
    const sends = await relance.campaigns.get("send");
    const outcome = await sends.outcome(`invitation-${job.data.id}`, { timeout: "0s" });
    return { status: outcome.status };
  });
}
