import { expect, it } from "vitest";
import { type ComparedRun, comparisonNote } from "../../src/rehearse/measures.ts";

function run(watch: "on" | "off", exposed: number, confirmed: number, file = "a.yaml"): ComparedRun {
  return {
    file,
    rehearsal: { watch, truth: { exposed } },
    report: { outcome: { confirmed, people: 1_000 } },
  };
}

it("says why as many confirm without the watch, where as many do though far more missed the first message", () => {
  expect(comparisonNote([run("on", 70, 906), run("off", 254, 901)])).toMatch(
    /nearly the same, because recipients who missed/,
  );
});

it.each([
  { what: "one run", runs: [run("on", 70, 906)] },
  { what: "runs that confirm differently", runs: [run("on", 70, 906), run("off", 254, 780)] },
  { what: "runs in which nothing was lost", runs: [run("on", 0, 906), run("off", 0, 906)] },
  { what: "two files", runs: [run("on", 70, 906), run("off", 254, 901, "b.yaml")] },
])("says nothing of $what", ({ runs }) => {
  expect(comparisonNote(runs)).toBeUndefined();
});
