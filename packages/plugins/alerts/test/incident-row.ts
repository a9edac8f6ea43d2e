import type { IncidentMeasure, IncidentRow } from "@relance/spec";

export interface Row {
  readonly id?: number;
  readonly did?: readonly (IncidentMeasure | undefined)[];
  readonly hasEnded?: boolean;
  readonly provider?: string;
  readonly fact?: string;
  readonly actor?: string;
  readonly action?: string;
}

export function incidentRow(row: Row = {}): IncidentRow {
  const { id = 1, did = [undefined], hasEnded = false, provider = "sms.main", actor = "plugin:watch" } = row;
  const { fact = "sms.main to +3363 loses about 26 % of its messages", action } = row;
  return {
    id,
    campaign: 1,
    name: "hello",
    kind: "loss",
    provider,
    destination: "+3363",
    startedAt: new Date("2026-11-26T10:04:00Z"),
    endedAt: hasEnded ? new Date("2026-11-26T10:20:00Z") : undefined,
    figures: { accepted: 310, likeliest: 0.26123 },
    notes: did.map((measure) => ({
      at: new Date("2026-11-26T10:04:00Z"),
      actor,
      fact,
      action: action ?? (measure === undefined ? undefined : `sms.main is ${measure}`),
      did: measure,
    })),
  };
}
