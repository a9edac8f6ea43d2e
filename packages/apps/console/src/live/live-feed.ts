import { headers } from "../http/answers.ts";

/** A reading may take this share of the time at most: what is slow, or slow because others work, is read less often. */
const MOST_SHARE = 1 / 50;
/**
 * That nothing has changed is told this often, in milliseconds: after ten seconds of silence a page takes the console
 * for gone.
 */
const BEAT_MS = 4_000;
/** But no later than after this many times its own pace: on a machine that is busy, an incident is still told soon. */
const MOST_TIMES = 3;

interface Known {
  readonly section: Section;
  dueAt: number;
  chunk: Uint8Array | undefined;
  text: string;
}

/** One reading for all pages of the same view; no page costs nothing. */
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

  /** The latest of every section. */
  get latest(): readonly Uint8Array[] {
    return this.#sections.flatMap(({ chunk }) => chunk ?? []);
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Tells what changes, until the returned function is called. {@link latest} is what has been told before. */
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
        if (this.#timer !== timer) return; // no page listens any more, or others have come since
      }
      const next = Math.min(...this.#sections.map(({ dueAt }) => dueAt));
      this.#plan(Math.max(0, next - performance.now()));
    }, afterMs);
    this.#timer = timer;
  }

  async #read(known: Known): Promise<void> {
    const { section } = known;
    const startedAt = performance.now();
    // a store that fails for a moment: the last reading stands, and the page says that it is old
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

/** A part of a view that is read by itself and told when it changes. */
export interface Section {
  readonly name: string;
  /** Time between two readings, in milliseconds; what takes long is read less often. */
  readonly everyMs: number;
  readonly read: () => Promise<unknown>;
}

/** Any number of sections by name: what a view is made of. */
export function sectionsOf(
  read: Readonly<Record<string, readonly [everyMs: number, read: () => Promise<unknown>]>>,
): readonly Section[] {
  return Object.entries(read).map(([name, [everyMs, one]]) => ({ name, everyMs, read: one }));
}

/** Bytes that a reader may be behind; then it waits for the latest of everything. */
const MOST_BEHIND = 1_048_576;

/** A visitor who lost access sees no more after this time. */
const ASKED_AGAIN_MS = 60_000;

/** A feed as server-sent events, until the browser leaves, `signal` aborts or `isLetIn`, asked each minute, says no. */
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
          if (isOver) return; // the browser has left while the door was asked
          stop();
          controller.close();
        };
        // a door that fails is shut
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
