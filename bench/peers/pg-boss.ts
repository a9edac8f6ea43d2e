import { PgBoss } from "pg-boss";
import { type BenchPerson, type Bout, type Flow, partsOf, until } from "../contenders/flow.ts";

const CHUNK = 1_000;
const BATCH = 500;
const WORK = { batchSize: BATCH, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, localConcurrency: 2 };

/** Returns the id of a recipient's second job. A confirmation deletes the job with this id. */
const jobOf = (id: string) => `00000000-0000-4000-8000-${id.slice(1).padStart(12, "0")}`;

/** Opens pg-boss: jobs are inserted and fetched in batches, and a confirmation deletes the recipient's second job. */
export async function open(bout: Bout): Promise<Flow> {
  const boss = new PgBoss({ connectionString: bout.url, max: 10 });
  boss.on("error", (error) => console.error(error));
  await boss.start();
  for (const queue of ["first", "second"]) await boss.createQueue(queue);
  let [sent, sentAgain] = [0, 0];
  return {
    async enroll() {
      for (const part of partsOf(bout.people, CHUNK))
        await boss.insert(
          "first",
          part.map((data) => ({ data })),
        );
    },
    async send() {
      const startAfter = new Date(bout.escalateAt);
      await boss.work<BenchPerson>("first", WORK, async (jobs) => {
        const people = jobs.map(({ data }) => data);
        for (const person of people) bout.sendFirst(person);
        await boss.insert(
          "second",
          people.map((data) => ({ id: jobOf(data.id), data, startAfter })),
        );
        sent += people.length;
      });
      await until(() => sent >= bout.people.length);
      await boss.offWork("first", { wait: true });
    },
    async acknowledge({ id }) {
      await boss.deleteJob("second", jobOf(id));
    },
    async escalate(silent) {
      await boss.work<BenchPerson>("second", WORK, async (jobs) => {
        for (const { data } of jobs) bout.sendSecond(data);
        sentAgain += jobs.length;
      });
      await until(() => sentAgain >= silent);
      await boss.offWork("second", { wait: true });
    },
    close: () => boss.stop({ graceful: false }),
  };
}
