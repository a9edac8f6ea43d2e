import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { expect, it } from "vitest";
import { arrayLiteral } from "../src/transaction/sql.ts";

const TEXTS = [
  "",
  "plain",
  "NULL",
  "null",
  'a "quoted" one',
  "back\\slash",
  "{a,b}",
  "line\nbreak",
  "tab\t",
  "é😀",
  null,
];
const BYTES = [new Uint8Array(), new Uint8Array([0, 255, 34, 92]), new TextEncoder().encode("a=1&b=2").subarray(2)];

await withPostgres((postgres) => {
  it("writes PostgreSQL arrays that are parsed as intended", async () => {
    await using database = await postgres.createDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(
      "select $1::text[] as texts, $2::int[] as numbers, (select array_agg(encode(b, 'hex')) from unnest($3::bytea[]) b) as bytes",
      [arrayLiteral(TEXTS), arrayLiteral([1, -2, null, 2_147_483_647]), arrayLiteral(BYTES)],
    );
    await client.end();
    expect(rows[0].texts).toEqual(TEXTS);
    expect(rows[0].numbers).toEqual([1, -2, null, 2_147_483_647]);
    expect(rows[0].bytes).toEqual(BYTES.map((bytes) => Buffer.from(bytes).toString("hex")));
  });
});
