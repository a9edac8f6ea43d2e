import type { ReportStep } from "@relance/report";
import { QUALITIES } from "@relance/spec";
import type { Wired } from "../../src/wire/wired.ts";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { type Bar, Bars } from "./bars.tsx";

/** Shows how many of the `people` recipients reached each stage of a step, and the sources of delivery reports. */
export function StepBars({ step, people }: { readonly step: Wired<ReportStep>; readonly people: number }) {
  const words = useWords();
  const row = (name: string, value: number | undefined, tone: Bar["tone"] = "open"): Bar => ({
    name,
    value,
    text: value === undefined ? words.notReported : count(words.locale, value),
    tone,
  });
  const sources = QUALITIES.toReversed().filter((quality) => (step.deliveredBy[quality] ?? 0) > 0);
  return (
    <Bars
      most={people}
      rows={[
        row(words.entered, step.entered, "rest"),
        row(words.sent, step.sent),
        row(words.delivered, step.delivered),
        ...sources.map((quality) => row(`· ${words.persons.qualities[quality]}`, step.deliveredBy[quality])),
        row(words.confirmedHere, step.confirmed, "good"),
      ]}
    />
  );
}
