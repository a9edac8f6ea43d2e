import { describe, expect, it } from "vitest";
import { type IncidentRow, listRemedies } from "../src/index.ts";

const HELLO = { tenant: "", name: "hello", occurrence: "" };
const UNANSWERED: IncidentRow = {
  id: 1,
  campaign: 1,
  name: "hello",
  kind: "low-answers",
  provider: "sms.main",
  destination: "+3363",
  startedAt: new Date(0),
  endedAt: undefined,
  figures: {},
  notes: [{ at: new Date(0), actor: "plugin:watch", fact: "people answer less", action: undefined }],
};

function commands(incident: IncidentRow): readonly string[] {
  return listRemedies(incident, HELLO).map(({ command }) => command.split(" ").slice(1, 3).join(" "));
}

describe("the commands for an incident about answers", () => {
  it("are to read recipients' replies and to pause, because no measure was taken yet", () => {
    expect(commands(UNANSWERED)).toEqual(["report hello", "replies hello", "pause hello"]);
  });

  it("are to resume, if the watch no longer uses the carrier", () => {
    const left = {
      at: new Date(1),
      actor: "plugin:watch",
      fact: "it lies",
      action: "it is left",
      did: "rerouted",
    } as const;
    const incident = { ...UNANSWERED, notes: [...UNANSWERED.notes, left] };
    expect(commands(incident)).toEqual(["report hello", "replies hello", "resume hello"]);
  });
});
