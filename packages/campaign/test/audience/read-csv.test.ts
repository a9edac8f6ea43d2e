import type { RawRow } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { readColumns } from "../../src/audience/read-audience.ts";
import { readAudience } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Lines of a file: `[line, raw]`, or `[line, reason]`. */
async function read(content: string | Uint8Array, name = "people.csv"): Promise<unknown[]> {
  await using folder = await temporaryFolder({ [name]: content });
  const lines: RawRow[] = [];
  for await (const line of readAudience(folder.path(name))) lines.push(line);
  return lines.map(({ line, raw, refused }) => [line, refused?.reason ?? { ...(raw as object) }]);
}

const bad = "message/bad-row";

describe("a CSV file", () => {
  it.each([
    { name: "commas", content: "id,name\n1,Ana\n" },
    { name: "semicolons", content: "id;name\n1;Ana\n" },
    { name: "tabs", content: "id\tname\n1\tAna\n" },
    { name: "bars", content: "id|name\n1|Ana\n" },
    { name: "a byte order mark", content: "\ufeffid,name\n1,Ana\n" },
    { name: "Windows line ends", content: "id,name\r\n1,Ana\r\n" },
    { name: "no line end at the end", content: "id,name\n1,Ana" },
    { name: "quotes", content: '"id","name"\n"1","Ana"\n' },
    { name: "spaces around cells", content: 'id , name\n1 , "Ana" \n' },
    { name: "an empty column", content: "id,name,\n1,Ana,\n" },
    { name: "empty lines", content: "\nid,name\n1,Ana\n\n  \n" },
  ])("is parsed with $name", async ({ content }) => {
    const [first] = await read(content);
    expect(first).toEqual([expect.any(Number), { id: "1", name: "Ana" }]);
  });

  it("has line numbers as in an editor, including line breaks in quotes", async () => {
    const content = 'id,name\n1,"Jean-\nMarc"\n\n2,Ana\n';
    expect(await read(content)).toEqual([
      [2, { id: "1", name: "Jean-\nMarc" }],
      [5, { id: "2", name: "Ana" }],
    ]);
  });

  it("keeps doubled quotes, and delimiters inside quotes", async () => {
    expect(await read('id,name\n1,"5"" pipe, new"\n')).toEqual([[2, { id: "1", name: '5" pipe, new' }]]);
  });

  it("refuses a row with more or fewer cells than columns, and continues", async () => {
    expect(await read("id,name\n1,Ana,3\n2\n3,Bob\n")).toEqual([
      [2, bad],
      [3, bad],
      [4, { id: "3", name: "Bob" }],
    ]);
  });

  it("refuses only the row that has a misplaced quote", async () => {
    expect(await read('id,name\n1,Ana\n2,5" pipe\n3,Bob\n')).toEqual([
      [2, { id: "1", name: "Ana" }],
      [3, bad],
      [4, { id: "3", name: "Bob" }],
    ]);
  });

  it("loses no row to an unclosed quote", async () => {
    const people = Array.from({ length: 200 }, (_, k) => `${k},Name${k},+33${k}`);
    people[20] = '20,"Name20,+3320';
    people[120] = '120,Na"me120,+33120';
    const lines = await read(["id,name,phone", ...people].join("\n"));
    const refused = lines.filter((line) => (line as unknown[])[1] === bad);
    expect(lines).toHaveLength(200);
    expect(refused).toEqual([
      [22, bad],
      [122, bad],
    ]);
  });

  it("loses no row to two quotes that seem to belong together", async () => {
    expect(await read('id,name,phone\n1,"Ana,+331\n2,Bob,+332\n3,",+333\n4,Eve,+334\n')).toEqual([
      [2, bad],
      [3, { id: "2", name: "Bob", phone: "+332" }],
      [4, bad],
      [5, { id: "4", name: "Eve", phone: "+334" }],
    ]);
  });

  it("refuses each row with malformed bytes", async () => {
    const content = Buffer.concat([Buffer.from("id,name\n1,Ana\n2,"), Buffer.from([0xe9]), Buffer.from("\n3,Bob\n")]);
    expect(await read(content)).toEqual([
      [2, { id: "1", name: "Ana" }],
      [3, bad],
      [4, { id: "3", name: "Bob" }],
    ]);
  });

  it("refuses an endless line without storing it", async () => {
    const lines = await read(`id,name\n1,${"x".repeat(3_000_000)}\n2,Bob\n`);
    expect(lines).toEqual([
      [2, bad],
      [3, { id: "2", name: "Bob" }],
    ]);
  });

  it("cannot have a column with the name of a prototype property", async () => {
    expect(await read("id,__proto__,constructor\n1,x,y\n")).toEqual([[2, { id: "1", constructor: "y" }]]);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each([
    { name: "empty", content: "", says: "the file is empty" },
    { name: "UTF-16", content: Buffer.from("\ufeffid,name", "utf16le"), says: "save the file as UTF-8" },
    {
      name: "Latin-1 in its header",
      content: Buffer.from("id,prénom\n", "latin1"),
      says: "save the file as UTF-8",
    },
    { name: "with a column twice", content: "id,name,name\n1,a,b\n", says: "column name occurs twice" },
  ])("is refused as a whole if it is $name", async ({ content, says }) => {
    await expect(read(content)).rejects.toMatchObject({
      code: "audience/unreadable",
      message: expect.stringContaining(says),
    });
  });

  it("is refused if it does not exist, or is not a file", async () => {
    await using folder = await temporaryFolder({});
    for (const path of [folder.path("x.csv"), folder.path("")]) {
      await expect(readAudience(path).next()).rejects.toMatchObject({ code: "audience/unreadable" });
    }
  });
});

describe("a file with JSON lines", () => {
  it("is parsed object by object, and other lines are refused", async () => {
    const content = '{"id":1,"name":"Ana"}\n\n[1]\n{"id":2\nnull\n{"id":3,"address":{"city":"Lyon"}}';
    expect(await read(content, "people.jsonl")).toEqual([
      [1, { id: 1, name: "Ana" }],
      [3, bad],
      [4, bad],
      [5, bad],
      [6, { id: 3, address: { city: "Lyon" } }],
    ]);
  });

  it("is recognized by its first character if its name does not show the format", async () => {
    expect(await read('{"id":1}\n', "people")).toEqual([[1, { id: 1 }]]);
    expect(await read("id\n1\n", "people")).toEqual([[2, { id: "1" }]]);
  });

  it("has the columns of its first rows", async () => {
    await using folder = await temporaryFolder({ "p.jsonl": '{"id":1}\n{"id":2,"sms":"x"}\n' });
    expect(await readColumns(folder.path("p.jsonl"))).toEqual(["id", "sms"]);
  });
});
