import { describe, expect, it } from "vitest";
import { refuseForeignTables } from "../src/verbs/plugin-sql.ts";

describe("SQL of a plugin", () => {
  it.each([
    "select confirmed from notes_hours where hour = $1",
    "select h.hour from notes_hours h, notes_days d where h.day = d.day",
    "with recent as (select * from notes_hours) select count(*) from recent",
    "insert into notes_hours (hour) values ($1) on conflict (hour) do update set n = notes_hours.n + 1",
    "insert into notes_hours select value from json_each($1)",
    "select 'from people' from notes_hours -- join people",
    'select * from "notes_hours" join notes_days using (day) order by 1, 2',
    "delete from notes_hours where day is distinct from $1",
    "update notes_hours set n = 0;",
  ])("accepts %s", (text) => {
    expect(() => refuseForeignTables("notes", text, "statement")).not.toThrow();
  });

  it.each([
    "select * from people",
    "select * from notes_hours, people",
    "select * from notes_hours h left join people p on p.id = h.id",
    "select * from (select * from contacts) c",
    "select (select count(*) from people) from notes_hours",
    "with own as (select * from people) select * from own",
    "insert into events select * from notes_hours",
    "update people set key = ''",
    "delete from notes_hours using people",
    'select * from "people"',
    "select * from relance.people",
    "select * from notesbook",
    "select 1 from notes_hours; delete from people",
    "drop table notes_hours",
    "pragma user_version",
  ])("refuses %s", (text) => {
    expect(() => refuseForeignTables("notes", text, "statement")).toThrow(RangeError);
  });

  it.each([
    ["create table if not exists notes_hours (hour bigint primary key references notes_days (day))", true],
    ["create unique index notes_by_day on notes_hours (day)", true],
    ["alter table notes_hours add column n bigint", true],
    ["create table hours (hour bigint)", false],
    ["create index notes_by_key on people (key)", false],
    ["create table notes_hours (person bigint references people (id))", false],
    ["drop table people", false],
    ["delete from notes_hours", false],
  ])("as a migration: %s", (text, isTaken) => {
    const run = () => refuseForeignTables("notes", text, "migration");
    if (isTaken) expect(run).not.toThrow();
    else expect(run).toThrow(RangeError);
  });
});
