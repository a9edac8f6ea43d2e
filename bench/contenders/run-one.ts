import { setTimeout as delay } from "node:timers/promises";
import { eachOf } from "../each-of.ts";
import { serverSeconds } from "../server-seconds.ts";
import type { BenchPerson, Flow, OpenFlow } from "./flow.ts";

/** Runs the contender that the first argument names, and prints the measurements as a line of JSON. */
export interface Task {
  readonly module: string;
  readonly url: string;
  /** Process id of the contender's server; 0 if there is no server or the benchmark did not start the server. */
  readonly serverPid: number;
  readonly people: number;
  readonly waitMs: number;
}

export interface StageFigures {
  readonly seconds: number;
  readonly cpu: number;
  readonly server: number;
}

export interface Figures {
  readonly stages: Readonly<Record<string, StageFigures>>;
  /** Number of first messages, plus second messages to recipients without an answer. */
  readonly sent: number;
  readonly escalated: number;
  /** Number of second messages to recipients who had already answered, plus duplicate messages. */
  readonly wrong: number;
  readonly accounted: number | undefined;
  /** Whether the wait ended before all recipients had answered, which makes the measurements invalid. */
  readonly isTooShort: boolean;
}

/** Share of recipients who confirm after the first message. */
const ANSWER_SHARE = 0.74;
const AT_ONCE = 512;

const task = JSON.parse(process.argv[2] ?? "{}") as Task;
const people = Array.from({ length: task.people }, (_, n): BenchPerson => {
  const digits = String(n).padStart(8, "0");
  return { id: `p${n}`, name: `Camille ${n}`, mobile: `+336${digits}`, mail: `p${n}@example.org` };
});
const answering = people.slice(0, Math.round(task.people * ANSWER_SHARE));
const answered = new Set(answering.map(({ id }) => id));
const first = new Map<string, number>();
const second = new Map<string, number>();
const count = (messages: Map<string, number>, id: string) => messages.set(id, (messages.get(id) ?? 0) + 1);
const stages: Record<string, StageFigures> = {};

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  const [cpu, server, start] = [process.cpuUsage(), serverNow(), performance.now()];
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  stages[name] = { seconds, cpu: (user + system) / 1e6, server: serverNow() - server };
}

function serverNow(): number {
  return task.serverPid === 0 ? 0 : serverSeconds(task.serverPid);
}

const { open } = (await import(task.module)) as { readonly open: OpenFlow };
const escalateAt = Date.now() + task.waitMs;
const flow: Flow = await open({
  url: task.url,
  people,
  escalateAt,
  sendFirst: ({ id }) => void count(first, id),
  sendSecond: ({ id }) => void count(second, id),
});
await measure("enroll", () => flow.enroll());
await measure("send", () => flow.send());
await measure("acknowledge", () => eachOf(answering, AT_ONCE, (person) => flow.acknowledge(person)));
const isTooShort = flow.movesTime === undefined && Date.now() > escalateAt;
if (flow.movesTime === undefined) await delay(Math.max(0, escalateAt - Date.now()));
await measure("escalate", () => flow.escalate(task.people - answering.length));

const repeats = [...first.values(), ...second.values()].reduce((sum, times) => sum + times - 1, 0);
const wronged = [...second.keys()].filter((id) => answered.has(id)).length;
const figures: Figures = {
  stages,
  sent: first.size,
  escalated: second.size - wronged,
  wrong: repeats + wronged,
  accounted: await flow.accounted?.(),
  isTooShort,
};
await measure("close", () => flow.close());
console.log(JSON.stringify(figures));
process.exit(0);
