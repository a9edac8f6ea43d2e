import { type ConnectionOptions, Queue, Worker } from "bullmq";
import { type BenchPerson, type Bout, type Flow, partsOf, until } from "../contenders/flow.ts";

const CHUNK = 1_000;
/** Number of parallel jobs, high enough that Redis is the bottleneck. */
const AT_ONCE = 250;

/**
 * Opens BullMQ on Redis. Each message is a job. The second message to each recipient is a delayed job, and a
 * confirmation removes this job.
 */
export async function open(bout: Bout): Promise<Flow> {
  const { hostname: host, port } = new URL(bout.url);
  const connection: ConnectionOptions = { host, port: Number(port), maxRetriesPerRequest: null };
  const common = { connection, prefix: `bench-${process.pid}` }; // a unique prefix separates the keys of different runs
  const jobs = { removeOnComplete: true, removeOnFail: true };
  const first = new Queue<BenchPerson>("first", { ...common, defaultJobOptions: jobs });
  const second = new Queue<BenchPerson>("second", { ...common, defaultJobOptions: jobs });
  await Promise.all([first.waitUntilReady(), second.waitUntilReady()]);
  const workers: Worker[] = [];
  let [sent, sentAgain] = [0, 0];

  function work(queue: string, each: (person: BenchPerson) => Promise<unknown>, done: () => void): void {
    const worker = new Worker<BenchPerson>(queue, ({ data }) => each(data), {
      ...common,
      concurrency: AT_ONCE,
    });
    worker.on("completed", done);
    worker.on("error", (error) => console.error(error));
    workers.push(worker);
  }

  return {
    async enroll() {
      for (const part of partsOf(bout.people, CHUNK))
        await first.addBulk(part.map((data) => ({ name: "first", data, opts: { jobId: `first-${data.id}` } })));
    },
    async send() {
      const each = (person: BenchPerson) => {
        bout.sendFirst(person);
        const delay = Math.max(0, bout.escalateAt - Date.now());
        return second.add("second", person, { jobId: `second-${person.id}`, delay });
      };
      work("first", each, () => {
        sent += 1;
      });
      await until(() => sent >= bout.people.length);
    },
    async acknowledge({ id }) {
      await second.remove(`second-${id}`);
    },
    async escalate(silent) {
      const each = async (person: BenchPerson) => bout.sendSecond(person);
      work("second", each, () => {
        sentAgain += 1;
      });
      await until(() => sentAgain >= silent);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([first.obliterate({ force: true }), second.obliterate({ force: true })]);
      await Promise.all([first.close(), second.close()]);
    },
  };
}
