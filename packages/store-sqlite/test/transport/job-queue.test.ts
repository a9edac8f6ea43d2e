import { expect, it } from "vitest";
import type { Call } from "../../src/transport/protocol.ts";
import { JobQueue } from "../../src/transport/serve.ts";

function queueOf(...verbs: Call["verb"][]): JobQueue {
  const queue = new JobQueue();
  verbs.forEach((verb, id) => {
    queue.add({ id, verb, input: [] }, 0);
  });
  return queue;
}

function drain(queue: JobQueue, now: number): string[] {
  const order: string[] = [];
  for (let call = queue.next(now); call !== undefined; call = queue.next(now)) order.push(call.verb);
  return order;
}

it("serves recipients' answers first, then reports, sends, due times, enrollments, and reads last", () => {
  const queue = queueOf("count", "enroll", "escalate", "claim", "record", "acknowledge");
  expect(drain(queue, 0)).toEqual(["acknowledge", "record", "claim", "escalate", "enroll", "count"]);
});

it("keeps the order of arrival within a rank", () => {
  const queue = queueOf("settle", "claim", "heartbeat");
  expect(drain(queue, 0)).toEqual(["settle", "claim", "heartbeat"]);
});

it("raises a job by one rank every 200 ms, so that no job waits forever", () => {
  const queue = queueOf("count");
  for (let id = 1; id <= 3; id++) queue.add({ id, verb: "acknowledge", input: [] }, 1_100);
  expect(queue.next(1_100)?.verb).toBe("count");
});

it("closes only after all earlier calls", () => {
  const queue = queueOf("enroll", "close");
  expect(drain(queue, 0)).toEqual(["enroll", "close"]);
});
