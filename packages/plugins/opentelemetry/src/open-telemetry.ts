import { definePlugin, type Plugin } from "@relance/spec";
import { z } from "zod";
import { createMeters } from "./metrics/meters.ts";

/**
 * Records metrics of a gateway with the meter provider of this process. The metrics contain names of campaigns,
 * providers and destinations, error codes and counts: never an address, a key or a text. Load the OpenTelemetry SDK
 * before the gateway opens; without an SDK nothing is recorded.
 * @example
 * export default defineConfig({ …, plugins: [openTelemetry()] });
 */
export const openTelemetry: () => Plugin = definePlugin({
  name: "opentelemetry",
  config: z.undefined(),
  meters: createMeters,
  start: () => ({}),
});
