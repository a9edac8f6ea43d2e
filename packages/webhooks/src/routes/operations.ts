import { type Metric, WebhookError } from "@relance/spec";
import { authorize, isAuthorized } from "../authorize.ts";
import type { Call } from "../route.ts";

/** `GET /health`: 200 while the engine does its work, else 503. Details are for those who hold a token. */
export async function health(call: Call): Promise<Response> {
  const { port, request, onError } = call;
  try {
    const state = await port.health();
    const shown = isAuthorized(request, port.apiTokens) ? state : { ok: state.ok };
    return Response.json(shown, { status: state.ok ? 200 : 503 });
  } catch (error) {
    onError(error); // an engine that cannot say how it is is not well
    return Response.json({ ok: false }, { status: 503 });
  }
}

/** What Prometheus asks for, and every collector that speaks OpenMetrics. */
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", '"': '\\"' };

/** Metrics in the OpenMetrics text format, families that have nothing to tell included. */
function openMetrics(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, type, help, samples }) => [
    `# TYPE ${name} ${type}`,
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map(({ labels, value }) => {
      const sample = type === "counter" ? `${name}_total` : name;
      return `${sample}${labelText(labels)} ${value}`;
    }),
  ]);
  return `${[...lines, "# EOF"].join("\n")}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replace(/[\\\n"]/g, (char) => ESCAPES[char] ?? char);
}

/** `GET /metrics`: numbers for Prometheus and its kin, for holders of a token. */
export async function metrics(call: Call): Promise<Response> {
  authorize(call.request, call.port.apiTokens);
  const text = openMetrics(await call.port.metrics());
  return new Response(text, { headers: { "content-type": OPEN_METRICS } });
}

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = "100";

/** `GET /events?cursor=&limit=`: what happened since, oldest first, with the cursor of the next page. */
export async function events(call: Call): Promise<Response> {
  authorize(call.request, call.port.apiTokens);
  const { searchParams } = call.url;
  const page = await call.port.events(readCursor(searchParams), readLimit(searchParams));
  return Response.json({ events: page.events, cursor: page.cursor });
}

function readCursor(query: URLSearchParams): string | undefined {
  const cursor = query.get("cursor") ?? "";
  if (cursor === "") return undefined;
  if (/^[\w.~:=+/-]{1,500}$/.test(cursor)) return cursor;
  throw new WebhookError("webhook/unreadable", "cursor: hand back the cursor of the page before, unchanged");
}

function readLimit(query: URLSearchParams): number {
  const limit = query.get("limit") ?? DEFAULT_LIMIT;
  if (/^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT) return Number(limit);
  throw new WebhookError("webhook/unreadable", `limit: write a number from 1 to ${MAX_LIMIT}`);
}
