import { headers } from "../http/answers.ts";
import type { LiveFeed } from "./live-feed.ts";

/** Bytes that a reader may be behind; then it waits for the latest of everything. */
const MOST_BEHIND = 1_048_576;

/** Whoever is let in no more sees no more after this time. */
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
