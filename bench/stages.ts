import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Stage {
  readonly name: string;
  readonly items: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** CPU time of a separate server process, such as PostgreSQL. */
  readonly serverSeconds?: number | undefined;
}

/**
 * Measures the named stages of one process: wall time, CPU time of all threads, peak memory, and the longest block of
 * the event loop.
 */
export class Stages {
  readonly #stages: Stage[] = [];
  readonly #loop = monitorEventLoopDelay({ resolution: 1 });
  #peakRss = 0;
  readonly #sampler: NodeJS.Timeout;
  readonly #serverNow: (() => number) | undefined;

  constructor(serverNow?: () => number) {
    this.#serverNow = serverNow;
    this.#loop.enable();
    this.#sampler = setInterval(() => this.#sample(), 100);
    this.#sampler.unref();
  }

  async measure<T>(name: string, items: number | ((result: T) => number), work: () => Promise<T>): Promise<T> {
    const cpu = process.cpuUsage();
    const server = this.#serverNow?.();
    const start = performance.now();
    const result = await work();
    const seconds = (performance.now() - start) / 1_000;
    const used = process.cpuUsage(cpu);
    const count = typeof items === "number" ? items : items(result);
    const stage = {
      name,
      items: count,
      seconds,
      cpuSeconds: (used.user + used.system) / 1e6,
      serverSeconds: server === undefined ? undefined : (this.#serverNow?.() ?? 0) - server,
    };
    this.#stages.push(stage);
    this.#sample();
    console.log(line(stage));
    return result;
  }

  summary(): void {
    clearInterval(this.#sampler);
    this.#loop.disable();
    const total = this.#stages.reduce((sum, { seconds }) => sum + seconds, 0);
    const cpu = this.#stages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    console.log("─".repeat(72));
    console.log(line({ name: "in all", items: 0, seconds: total, cpuSeconds: cpu }));
    console.log(
      `peak memory ${Math.round(this.#peakRss / 1e6)} MB · longest event-loop block ${Math.round(this.#loop.max / 1e6)} ms (p99 ${(this.#loop.percentile(99) / 1e6).toFixed(1)} ms)`,
    );
  }

  #sample(): void {
    this.#peakRss = Math.max(this.#peakRss, process.memoryUsage.rss());
  }
}

export function header(): void {
  console.log(
    `${"stage".padEnd(34)}${"rows".padStart(9)}${"seconds".padStart(10)}${"rows/s".padStart(10)}${"CPU s".padStart(9)}`,
  );
  console.log("─".repeat(72));
}

function line({ name, items, seconds, cpuSeconds, serverSeconds }: Stage): string {
  const rate = items === 0 ? "" : Math.round(items / seconds).toLocaleString("en");
  const count = items === 0 ? "" : items.toLocaleString("en");
  return `${name.padEnd(34)}${count.padStart(9)}${seconds.toFixed(2).padStart(10)}${rate.padStart(10)}${cpuSeconds.toFixed(1).padStart(9)}${serverSeconds === undefined ? "" : `  + server ${serverSeconds.toFixed(1)}`}`;
}
