import { Logger, makeWorkerUtils, type Runner, run, type TaskList } from "graphile-worker";
import { Pool } from "pg";
import { type BenchPerson, type Bout, type Flow, partsOf, until } from "../contenders/flow.ts";

/** Number of recipients per batch job. */
const BATCH = 100;
const CHUNK = 50;
const SETTINGS = {
  concurrentJobs: 10,
  pollInterval: 200,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
} as const;

/**
 * Opens graphile-worker as its documentation advises for many short jobs. The second message to each recipient is a job
 * with a separate key, so that a confirmation can remove the job.
 */
export async function open(bout: Bout): Promise<Flow> {
  const pool = new Pool({ connectionString: bout.url, max: 12 });
  pool.on("error", (error) => console.error(error));
  const logger = new Logger(() => (level, message) => {
    if (level === "error") console.error(message);
  });
  const common = { pgPool: pool, logger, noHandleSignals: true };
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  const runners: Runner[] = [];
  let [sent, sentAgain, finished] = [0, 0, 0];

  async function work(taskList: TaskList): Promise<void> {
    const runner = await run({ ...common, taskList, preset: { worker: SETTINGS } });
    runner.events.on("job:complete", () => {
      finished += 1;
    });
    runners.push(runner);
  }

  return {
    async enroll() {
      const batches = partsOf(bout.people, BATCH).map((payload) => ({ identifier: "first", payload }));
      for (const part of partsOf(batches, CHUNK)) await utils.addJobs(part);
    },
    async send() {
      const runAt = new Date(bout.escalateAt);
      await work({
        async first(payload, { addJobs }) {
          const people = payload as readonly BenchPerson[];
          for (const person of people) bout.sendFirst(person);
          await addJobs(
            people.map((person) => ({
              identifier: "second",
              payload: person,
              jobKey: `second-${person.id}`,
              runAt,
            })),
          );
          sent += people.length;
        },
      });
      await until(() => sent >= bout.people.length && finished >= Math.ceil(bout.people.length / BATCH));
      await runners.pop()?.stop();
      finished = 0;
    },
    async acknowledge({ id }) {
      await pool.query("select graphile_worker.remove_job($1)", [`second-${id}`]);
    },
    async escalate(silent) {
      await work({
        async second(payload) {
          bout.sendSecond(payload as BenchPerson);
          sentAgain += 1;
        },
      });
      await until(() => sentAgain >= silent && finished >= silent);
      await runners.pop()?.stop();
    },
    async close() {
      for (const runner of runners) await runner.stop();
      await utils.release();
      await pool.end();
    },
  };
}
