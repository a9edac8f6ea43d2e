import { headers } from "../http/answers.ts";
import type { LiveFeed } from "./live-feed.ts";

/** Bytes that a reader may be behind; then it waits for the latest of everything. */
const MOST_BEHIND = 1_048_576;

/** A feed as server-sent events, until the browser leaves or `signal` aborts. */
export function eventStream(feed: LiveFeed, signal: AbortSignal): Response {
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
          stop();
          controller.close();
        };
        stop = () => {
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
