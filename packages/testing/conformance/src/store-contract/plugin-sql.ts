import { expect } from "vitest";
import { MINUTE } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";

const NOTES = {
  plugin: "notes",
  migrations: ["create table notes_lines (id bigint primary key, line text not null)"],
} as const;
const ADD = "insert into notes_lines (id, line) values ($1, $2)";
const ALL = { text: "select id, line from notes_lines order by id" } as const;

export const pluginSqlContract: Area = area("a plugin's SQL", ({ test }) => {
  test("creates a plugin's tables once, and returns the rows of each statement", { until: "defined" }, async (here) => {
    const { store } = here;
    const add = { text: ADD, values: [1, "one"] };
    expect(await store.pluginSql({ ...NOTES, statements: [add, ALL] })).toEqual({
      status: "run",
      rows: [[], [{ id: 1, line: "one" }]],
    });
    expect(await store.pluginSql({ ...NOTES, statements: [ALL] })).toMatchObject({ rows: [[{ id: 1 }]] });
  });

  test("includes the migrations that a later version appends", { until: "defined" }, async ({ store }) => {
    await store.pluginSql({ ...NOTES, statements: [] });
    const migrations = [...NOTES.migrations, "alter table notes_lines add column author text"];
    const text = "insert into notes_lines (id, line, author) values (1, 'one', 'ana')";
    await store.pluginSql({ plugin: "notes", migrations, statements: [{ text }] });
    const { rows } = await store.pluginSql({
      plugin: "notes",
      statements: [{ text: "select author from notes_lines" }],
    });
    expect(rows).toEqual([[{ author: "ana" }]]);
  });

  test("is refused if a migration changed after it was run", { until: "defined" }, async ({ store }) => {
    await store.pluginSql({ ...NOTES, statements: [] });
    const migrations = ["create table notes_lines (id bigint primary key)"];
    await expect(store.pluginSql({ plugin: "notes", migrations, statements: [] })).rejects.toMatchObject({
      code: "store/damaged",
    });
  });

  test("takes effect with all statements of a call or with none", { until: "defined" }, async ({ store }) => {
    const twice = [1, 1].map((id) => ({ text: ADD, values: [id, "one"] }));
    await expect(store.pluginSql({ ...NOTES, statements: twice })).rejects.toThrow();
    expect(await store.pluginSql({ ...NOTES, statements: [ALL] })).toMatchObject({ rows: [[]] });
  });

  test("saves a task's memory together with its rows, and only for the task's owner", { until: "defined" }, async ({
    store,
    clock,
  }) => {
    const task = { name: "plugin:notes:write", owner: "a", leaseMs: MINUTE };
    await store.lease(task);
    const save = { task: task.name, owner: "a", leaseMs: MINUTE, data: "17" };
    const add = { text: ADD, values: [1, "one"] };
    expect(await store.pluginSql({ ...NOTES, statements: [add], save })).toMatchObject({ status: "run" });
    expect(await store.lease(task)).toMatchObject({ data: "17" });
    clock.advance(MINUTE + 1);
    const late = { text: ADD, values: [2, "two"] };
    expect(await store.pluginSql({ ...NOTES, statements: [late], save })).toEqual({ status: "held", rows: [] });
    expect(await store.pluginSql({ ...NOTES, statements: [ALL] })).toMatchObject({ rows: [[{ id: 1 }]] });
  });

  test("is refused if a statement uses a table of the core", { until: "defined" }, async ({ store }) => {
    for (const text of [
      "select * from enrollments",
      "delete from notes_lines using people",
      "update events set kind = 1",
    ])
      await expect(store.pluginSql({ ...NOTES, statements: [{ text }] })).rejects.toThrow(
        "is not a table of the plugin",
      );
  });
});
