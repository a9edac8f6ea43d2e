import { definePlugin, type Plugin } from "@relance/spec";
import { z } from "zod";
import { createMeters } from "./metrics/meters.ts";

/**
 * Records metrics of the gateway with the process's OpenTelemetry meter provider. Labels contain names of campaigns,
 * providers and destinations, and error codes. They never contain an address, a key or a text. Load the OpenTelemetry
 * SDK before the gateway opens; otherwise no metric is recorded.
 * @example
 * export default defineConfig({ …, plugins: [openTelemetry()] });
 */
export const openTelemetry: () => Plugin = definePlugin({
  name: "opentelemetry",
  config: z.undefined(),
  meters: createMeters,
  start: () => ({}),
});
