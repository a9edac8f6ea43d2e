import { describe, expect, it } from "vitest";
import { Group } from "../src/group.ts";

const LIMITS = { maxItems: 6, maxGroup: 3, maxWaitMs: 50, flights: 2 };

/** A far end that answers each group when it is told to. */
function server() {
  const groups: number[][] = [];
  const open: ((answers: readonly number[]) => void)[] = [];
  return {
    groups,
    send: (items: readonly number[]) => {
      groups.push([...items]);
      return new Promise<readonly number[]>((resolve) => open.push(resolve));
    },
    /** Answers the oldest group with ten times its items. */
    answer() {
      const place = groups.length - open.length;
      open.shift()?.((groups[place] ?? []).map((item) => item * 10));
    },
  };
}

describe("calls that come together", () => {
  it("are two transactions at once, and what comes meanwhile is the next", async () => {
    const { groups, send, answer } = server();
    const group = new Group(send, LIMITS);
    const calls = [1, 2].map((item) => group.add([item]));
    await expect.poll(() => groups).toEqual([[1, 2]]);
    const second = group.add([3]);
    await expect.poll(() => groups).toEqual([[1, 2], [3]]);
    const waiting = [4, 5].map((item) => group.add([item]));
    answer();
    expect(await Promise.all(calls)).toEqual([[10], [20]]);
    await expect.poll(() => groups).toEqual([[1, 2], [3], [4, 5]]);
    answer();
    answer();
    expect(await Promise.all([second, ...waiting])).toEqual([[30], [40], [50]]);
  });

  it("are refused when there are too many, or when they wait too long", async () => {
    const { groups, send } = server();
    const group = new Group(send, LIMITS);
    for (const item of [1, 2]) {
      void group.add([item]);
      await expect.poll(() => groups.length).toBe(item);
    }
    const waiting = group.add([3, 4, 5]);
    await expect(group.add([6, 7, 8, 9])).rejects.toMatchObject({ code: "store/busy", retryable: true });
    await expect(waiting).rejects.toMatchObject({ code: "store/busy", retryable: true });
  });
});
