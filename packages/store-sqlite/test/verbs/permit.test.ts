import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openWorld } from "../support/open-world.ts";
import { tempFolder } from "../support/temp-folder.ts";

const HOUR = 3_600_000;

it("deletes the row of a number for which no message was requested for a day", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const world = await openWorld({ file });
  const { store } = world;
  const ask = (provider: string) => store.permit({ provider, perSecond: 1 / 600, wanted: 1 });
  using db = new DatabaseSync(file, { readOnly: true });
  const names = () =>
    db
      .prepare("select name from permits order by name")
      .all()
      .map(({ name }) => name);
  await ask("send to a");
  world.now += 24 * HOUR;
  await ask("send to b");
  expect(names()).toEqual(["send to a", "send to b"]);
  world.now += HOUR;
  await store.retain({ keptMs: {} });
  expect(names()).toEqual(["send to b"]);
  await store.close();
});
