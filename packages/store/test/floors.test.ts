import { expect, it } from "vitest";
import { Floors } from "../src/rows/floors.ts";

function floors() {
  let now = 0;
  const all = new Floors(() => now);
  return {
    all,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const START = { dueAt: 0, sendOrder: -1 };

it("lets claims begin where the last one stopped", () => {
  const { all } = floors();
  expect(all.of(1, 1)).toEqual(START);
  all.raise(1, 1, { dueAt: 10, sendOrder: 5 });
  expect(all.of(1, 1)).toMatchObject({ dueAt: 10, sendOrder: 5 });
  expect(all.of(2, 1)).toEqual(START);
});

it("begins at the start again after five seconds, however often the floor was raised", () => {
  const { all, pass } = floors();
  for (let second = 0; second < 5; second++) {
    all.raise(1, 1, { dueAt: 10, sendOrder: second });
    pass(1_000);
  }
  expect(all.of(1, 1)).toEqual(START);
});

it("begins at the start again when the queue was changed", () => {
  const { all } = floors();
  all.raise(1, 1, { dueAt: 10, sendOrder: 5 });
  expect(all.of(1, 2)).toEqual(START);
});

it("reads from the start if too few rows are behind the floor, unless a recent read from the start was slow", () => {
  const { all, pass } = floors();
  expect(all.mayRestart(1)).toBe(true);
  all.restarted(1, 3);
  expect(all.mayRestart(1)).toBe(true);
  all.restarted(1, 200);
  expect(all.mayRestart(1)).toBe(false);
  pass(5_000);
  expect(all.mayRestart(1)).toBe(true);
});
