import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine, guardCell } from "../src/export-lines.ts";

describe("a cell of an export", () => {
  it.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "+33 6 39", "+336; +337"])(
    "is never a formula: %j",
    (value) => {
      expect(guardCell(value)).toBe(`'${value}`);
    },
  );

  it.each(["+33639980001", "-12", "-1.5", "42", "Ada", "ada@example.org", "a=b", ""])(
    "is unchanged if a spreadsheet computes nothing: %j",
    (value) => {
      expect(guardCell(value)).toBe(value);
    },
  );
});

describe("a line of an export", () => {
  it("has quotes as RFC 4180 requires", () => {
    expect(csvLine(["a,b", 'say "hi"', "two\nlines", undefined, 3])).toBe('"a,b","say ""hi""","two\nlines",,3\r\n');
  });

  it("can be parsed to its original cells, guarded, whatever they contain", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 6 }), (cells) => {
        expect(parse(csvLine(cells))).toEqual(cells.map(guardCell));
      }),
    );
  });
});

/** Parses one line strictly by RFC 4180. */
function parse(line: string): string[] {
  const cells: string[] = [];
  let rest = line.replace(/\r\n$/, "");
  for (;;) {
    const [whole = "", quoted, plain = ""] = /^(?:"((?:[^"]|"")*)"|([^",]*))/s.exec(rest) ?? [];
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    rest = rest.slice(whole.length);
    if (!rest.startsWith(",")) return cells;
    rest = rest.slice(1);
  }
}
