import { headers } from "../http/answers.ts";

/** Maximum share of the time that one section spends on reads. The feed therefore repeats slow reads less often. */
const MOST_SHARE = 1 / 50;
/** If nothing changes, an empty message is sent at this interval. Pages expect one every ten seconds. */
const BEAT_MS = 4_000;
/** A slow read is repeated after at most this many intervals, so that incidents appear soon. */
const MOST_TIMES = 3;

interface Known {
  readonly section: Section;
  dueAt: number;
  chunk: Uint8Array | undefined;
  text: string;
}

/** Reads one view for all pages that show it. If no page shows the view, the feed reads nothing. */
export class LiveFeed {
  readonly #sections: readonly Known[];
  readonly #listeners = new Set<(chunk: Uint8Array) => void>();
  readonly #encoder = new TextEncoder();
  readonly #beat = this.#encoder.encode("event: beat\ndata: 1\n\n");
  #beatAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(sections: readonly Section[]) {
    this.#sections = sections.map((section) => ({ section, dueAt: 0, chunk: undefined, text: "" }));
  }

  get latest(): readonly Uint8Array[] {
    return this.#sections.flatMap(({ chunk }) => chunk ?? []);
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls `listener` with each change; the returned function ends this. {@link latest} contains the current values. */
  listen(listener: (chunk: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) this.#plan(0);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      for (const known of this.#sections) Object.assign(known, { dueAt: 0, chunk: undefined, text: "" });
    };
  }

  #plan(afterMs: number): void {
    const timer = setTimeout(async () => {
      for (const known of this.#sections) {
        if (known.dueAt <= performance.now()) await this.#read(known);
        if (this.#timer !== timer) return; // the timer was stopped or restarted during the read
      }
      const next = Math.min(...this.#sections.map(({ dueAt }) => dueAt));
      this.#plan(Math.max(0, next - performance.now()));
    }, afterMs);
    this.#timer = timer;
  }

  async #read(known: Known): Promise<void> {
    const { section } = known;
    const startedAt = performance.now();
    // if the store fails, the page continues to show the old values with their age
    const value = await section.read().catch(() => undefined);
    const tookMs = performance.now() - startedAt;
    known.dueAt = startedAt + Math.min(MOST_TIMES * section.everyMs, Math.max(section.everyMs, tookMs / MOST_SHARE));
    if (value === undefined) return;
    const text = JSON.stringify(value);
    if (this.#listeners.size === 0) return;
    if (text !== known.text) {
      known.text = text;
      known.chunk = this.#encoder.encode(`event: ${section.name}\ndata: ${text}\n\n`);
      this.#tell(known.chunk);
    } else if (performance.now() - this.#beatAt >= BEAT_MS) this.#tell(this.#beat);
  }

  #tell(chunk: Uint8Array): void {
    this.#beatAt = performance.now();
    for (const listener of this.#listeners) listener(chunk);
  }
}

export interface Section {
  readonly name: string;
  readonly everyMs: number;
  readonly read: () => Promise<unknown>;
}

/** Creates the sections of a feed: each has a name, an interval, and a function that reads its value. */
export function toSections(
  read: Readonly<Record<string, readonly [everyMs: number, read: () => Promise<unknown>]>>,
): readonly Section[] {
  return Object.entries(read).map(([name, [everyMs, one]]) => ({ name, everyMs, read: one }));
}

/** If more bytes than this wait for a browser, the browser gets only the latest values. */
const MOST_BEHIND = 1_048_576;

const ASKED_AGAIN_MS = 60_000;

/** Sends a feed as server-sent events, until the browser disconnects, `signal` aborts, or `isLetIn` denies access. */
export function eventStream(feed: LiveFeed, signal: AbortSignal, isLetIn: () => Promise<boolean>): Response {
  let isOver = false;
  let stop = () => {};
  let isBehind = false;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(new TextEncoder().encode("retry: 1000\n\n"));
        for (const chunk of feed.latest) controller.enqueue(chunk);
        const unlisten = feed.listen((chunk) => {
          if ((controller.desiredSize ?? 0) <= 0) isBehind = true;
          else controller.enqueue(chunk);
        });
        const end = () => {
          if (isOver) return; // the browser disconnected meanwhile
          stop();
          controller.close();
        };
        // if the check fails, access is denied
        const askAgain = async () => {
          if (!(await isLetIn().catch(() => false))) end();
        };
        const asking = setInterval(askAgain, ASKED_AGAIN_MS);
        asking.unref();
        stop = () => {
          isOver = true;
          clearInterval(asking);
          signal.removeEventListener("abort", end);
          unlisten();
        };
        signal.addEventListener("abort", end, { once: true });
      },
      pull(controller) {
        if (!isBehind) return;
        isBehind = false;
        for (const chunk of feed.latest) controller.enqueue(chunk);
      },
      cancel: () => stop(),
    },
    { highWaterMark: MOST_BEHIND, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  return new Response(body, { headers: { ...headers("text/event-stream"), "x-accel-buffering": "no" } });
}
