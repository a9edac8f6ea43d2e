import { authorize } from "../authorize.ts";
import { OPEN_METRICS, openMetrics } from "../metrics/open-metrics.ts";
import type { Call } from "../route.ts";

/** `GET /metrics`: numbers for Prometheus and its kin, for holders of a token. */
export async function metrics(call: Call): Promise<Response> {
  authorize(call.request, call.port.apiTokens);
  const text = openMetrics(await call.port.metrics());
  return new Response(text, { headers: { "content-type": OPEN_METRICS } });
}
