import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { ownPool } from "../src/open/pool.ts";
import { Storage } from "../src/transaction/storage.ts";
import { openStorage } from "./support/open-storage.ts";

const SET = "insert into meta (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";

await withPostgres((postgres) => {
  it("repeats one of two transactions that deadlocked", async () => {
    await using opened = await openStorage(postgres);
    const { storage } = opened;
    for (const name of ["a", "b"]) await storage.write((work) => work.sql.run(SET, name, "before"));
    const met: (() => void)[] = [];
    let runs = 0;
    const cross = (first: string, second: string) =>
      storage.write(async (work) => {
        runs += 1;
        await work.sql.run(SET, first, `${first}${second}`);
        await new Promise<void>((resolve) => {
          met.push(resolve);
          if (met.length > 1 || runs > 2) for (const go of met) go();
        });
        await work.sql.run(SET, second, `${first}${second}`);
        return `${first}${second}`;
      });
    expect(await Promise.all([cross("a", "b"), cross("b", "a")])).toEqual(["ab", "ba"]);
    expect(runs).toBeGreaterThan(2); // on a busy machine they may meet once more
  });

  it("writes and caches nothing of a verb that fails", async () => {
    await using opened = await openStorage(postgres);
    const { storage } = opened;
    const failing = storage.write(async (work) => {
      await work.strings.need(["sms.main"]);
      work.afterCommit(() => {
        throw new Error("remembered");
      });
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(storage.context.strings.find("sms.main")).toBe(0);
    const words = await storage.read(({ sql }) => sql.rows("select 1 from strings"));
    expect(words).toEqual([]);
  });

  it("never quotes a row in an error", async () => {
    await using opened = await openStorage(postgres);
    const { storage } = opened;
    const failing = storage.write((work) => work.sql.run("select $1::int", "+33600000001"));
    const error = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    const names = [...Object.getOwnPropertyNames(error), "cause"];
    expect(JSON.stringify(error, names) + String((error as Error).cause)).not.toContain("336");
  });

  it("continues without named statements if a connection forgets them, as behind some proxies", async () => {
    await using opened = await openStorage(postgres);
    const { pool, isPipelined, names, end } = ownPool(opened.database.url, 1);
    const storage = new Storage(opened.storage.context, { pool, isPipelined, names, end }, '"relance"');
    const look = () => storage.read(({ sql }) => sql.rows("select 1 from strings"));
    await look();
    expect(names?.nameOf("select 1 from strings")).toMatch(/^relance_/);
    await storage.write((work) => work.sql.run("deallocate all"));
    expect(await Promise.all([look(), look()])).toEqual([[], []]);
    expect(names?.nameOf("select 1 from strings")).toBeUndefined();
    await storage.write((work) => work.strings.need(["new"]));
    await end();
  });

  it("reads one snapshot, whatever is committed meanwhile", async () => {
    await using opened = await openStorage(postgres);
    const { storage } = opened;
    const counts = await storage.read(async ({ sql }) => {
      const before = await sql.rows("select 1 from strings");
      await storage.write((work) => work.strings.need(["new"]));
      return [before.length, (await sql.rows("select 1 from strings")).length];
    });
    expect(counts).toEqual([0, 0]);
  });
});
