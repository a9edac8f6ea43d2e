import type { Contender } from "./contender.ts";

export interface Round {
  readonly messages: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly cpuPer10k: number;
  /** Median duration of one send under full load, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Runs `atOnce` sends in parallel for `roundMs`, then waits for the last sends. */
export async function measure({ atOnce, send }: Contender, roundMs: number): Promise<Round> {
  const took: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  let next = 0;
  const sender = async () => {
    for (let from = performance.now(); from - start < roundMs; ) {
      await send(next++);
      const now = performance.now();
      took.push(now - from);
      from = now;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  took.sort((a, b) => a - b);
  return {
    messages: took.length,
    seconds,
    perSecond: took.length / seconds,
    cpuPer10k: ((user + system) / 1e6 / took.length) * 10_000,
    p50Ms: took[Math.floor(took.length * 0.5)] ?? 0,
    p99Ms: took[Math.floor(took.length * 0.99)] ?? 0,
  };
}
