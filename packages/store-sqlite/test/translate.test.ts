import { describe, expect, it } from "vitest";
import { openFile } from "../src/open/open-file.ts";
import { SqliteSql, translate } from "../src/transaction/sql.ts";

describe("a statement with a limit", () => {
  it("returns as many rows as each call requests", async () => {
    const sql = new SqliteSql(openFile(":memory:", false));
    sql.exec("create table found (id integer primary key); insert into found values (1), (2), (3)");
    const first = (count: number) => sql.rows("select id from found order by id limit $1", count);
    expect([await first(2), await first(1), await first(3)]).toEqual([[[1], [2]], [[1]], [[1], [2], [3]]]);
    sql.close();
  });

  // SQLite peeks at a bare parameter after `limit`, and plans the statement again for each call: 40 times its cost
  it("is planned once, not for each call", () => {
    expect(translate("select id from people where id > $1 order by id limit $2").text).toBe(
      "select id from people where id > ?1 order by id limit +?2",
    );
  });
});
