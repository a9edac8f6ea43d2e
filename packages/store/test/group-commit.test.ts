import { expect, it } from "vitest";
import { GroupCommit } from "../src/index.ts";

/** A store that answers when the test lets it. */
function slowStore() {
  const groups: number[][] = [];
  const waiting: (() => void)[] = [];
  const send = async (items: readonly number[]) => {
    groups.push([...items]);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return items.map((item) => `answer ${item}`);
  };
  return { groups, send, commit: () => waiting.shift()?.() };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

const LIMITS = { maxItems: 5, maxGroup: 4, maxWaitMs: 1_000 };

it("commits everything that was queued during the last commit in one transaction, and gives each caller its own results", async () => {
  const store = slowStore();
  const group = new GroupCommit(store.send, LIMITS);
  const first = group.add([1]);
  await turn();
  const rest = [group.add([2, 3]), group.add([4])];
  store.commit();
  await turn();
  expect(store.groups).toEqual([[1], [2, 3, 4]]);
  store.commit();
  expect(await first).toEqual(["answer 1"]);
  expect(await Promise.all(rest)).toEqual([["answer 2", "answer 3"], ["answer 4"]]);
});

it("keeps transactions small, and commits a larger call alone", async () => {
  const store = slowStore();
  const group = new GroupCommit(store.send, LIMITS);
  const calls = [group.add([1, 2]), group.add([3]), group.add([4, 5])];
  await turn();
  const large = group.add([6, 7, 8, 9, 10]).catch(() => "refused");
  for (let commits = 0; commits < 3; commits++) {
    store.commit();
    await turn();
  }
  await Promise.all(calls);
  expect(store.groups.slice(0, 2)).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(await large).toBe("refused"); // something waited already, and it would not fit
  const alone = group.add([6, 7, 8, 9, 10]);
  await turn();
  store.commit();
  expect(await alone).toHaveLength(5);
});

it("includes all calls of the same turn", async () => {
  const store = slowStore();
  const group = new GroupCommit(store.send, LIMITS);
  const calls = [group.add([1]), group.add([2])];
  await turn();
  store.commit();
  await Promise.all(calls);
  expect(store.groups).toEqual([[1, 2]]);
});

it("refuses items that cannot be stored, so that no caller gets a confirmation", async () => {
  const store = slowStore();
  const group = new GroupCommit(store.send, LIMITS);
  const first = group.add([0]);
  await turn();
  const full = group.add([1, 2, 3, 4, 5]);
  await expect(group.add([6])).rejects.toMatchObject({ code: "store/busy", retryable: true });
  store.commit();
  await turn();
  store.commit();
  await Promise.all([first, full]);
});

it("rejects callers that waited too long, and drops their items", async () => {
  const store = slowStore();
  const group = new GroupCommit(store.send, { ...LIMITS, maxWaitMs: 20 });
  const first = group.add([0]);
  await turn();
  await expect(group.add([1])).rejects.toMatchObject({ code: "store/busy" });
  store.commit();
  await first;
  await turn();
  expect(store.groups).toEqual([[0]]);
});

it("fails the callers of one group, and continues with the next group", async () => {
  let isBroken = true;
  const group = new GroupCommit(async (items: readonly number[]) => {
    if (isBroken) throw new Error("no disk");
    return items;
  }, LIMITS);
  await expect(group.add([1])).rejects.toThrow("no disk");
  isBroken = false;
  expect(await group.add([2])).toEqual([2]);
});

it("runs several transactions in parallel if the store can, and groups later items into the next one", async () => {
  const store = slowStore();
  const group = new GroupCommit(store.send, { ...LIMITS, flights: 2 });
  const calls = [group.add([1])];
  await turn();
  calls.push(group.add([2]));
  await turn();
  calls.push(group.add([3]), group.add([4]));
  await turn();
  expect(store.groups).toEqual([[1], [2]]);
  store.commit();
  await turn();
  expect(store.groups).toEqual([[1], [2], [3, 4]]);
  store.commit();
  store.commit();
  expect(await Promise.all(calls)).toEqual([["answer 1"], ["answer 2"], ["answer 3"], ["answer 4"]]);
});
