import type { Metric, SlowedProvider } from "@relance/spec";

/** How fast providers may be sent over whose far ends throttle us; others are not listed. */
export function measurePaces(slowed: readonly SlowedProvider[]): readonly Metric[] {
  const gauge = (name: string, help: string, of: (one: SlowedProvider) => number): Metric => ({
    name,
    type: "gauge",
    help,
    samples: slowed.map((one) => ({ labels: { provider: one.provider }, value: of(one) })),
  });
  return [
    gauge(
      "relance_provider_slowed_rate",
      "Messages a second over a provider that throttles us; absent while it does not.",
      ({ perSecond }) => perSecond,
    ),
    gauge(
      "relance_provider_slowed_top",
      "Messages a second at which that is over: as configured, or as measured.",
      ({ top }) => top,
    ),
    gauge(
      "relance_provider_slowed_since_seconds",
      "Since when it throttles us, in seconds since 1970.",
      ({ since }) => since.getTime() / 1_000,
    ),
  ];
}
