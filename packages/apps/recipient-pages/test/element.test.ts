import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { element, renderHtml, visibleText } from "../src/element.ts";

describe("an element", () => {
  it("escapes the text and attributes that it contains", async () => {
    const property = fc.property(fc.string({ unit: "binary" }), (text) => {
      const html = renderHtml(element("a", { title: text }, text));
      const [, title = "", inner = ""] = /^<a title="([^"<>']*)">([^"<>']*)<\/a>$/s.exec(html) ?? [];
      const plain = (part: string) =>
        part.replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => {
          return { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }[name] ?? "";
        });
      expect([plain(title), plain(inner)]).toEqual([text, text]);
    });
    await fc.assert(property);
  });

  it("renders as visible text: one block per line, with inline parts in it", () => {
    const page = element(
      "main",
      {},
      element("h1", {}, "Two\nwords"),
      element("p", {}, "by ", element("time", {}, element("strong", {}, "noon")), "."),
      element(
        "form",
        {},
        element("input", { value: "unseen" }),
        element("button", {}, "Yes"),
        element("button", {}, "No"),
      ),
      undefined,
    );
    expect(visibleText(page)).toBe("Two words\nby noon.\nYes\nNo");
  });
});
