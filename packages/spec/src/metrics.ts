/** One number of a {@link Metric}, and what tells it apart from the others. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A family of numbers about a gateway at this moment, for tools that draw and alert. Never about single people. */
export interface Metric {
  /** As OpenMetrics spells names, such as `relance_campaign_people`. */
  readonly name: string;
  /** `counter`: grows from the start of this process. */
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly MetricSample[];
}
