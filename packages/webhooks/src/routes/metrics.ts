import type { Metric } from "@relance/spec";
import { authorize } from "../authorize.ts";
import type { Call } from "../route.ts";

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
