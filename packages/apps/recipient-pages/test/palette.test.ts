import { describe, expect, it } from "vitest";
import { DARK, LIGHT, type Palette } from "../src/page-response.ts";

/** Relative luminance of WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

describe.each<[string, Palette]>([
  ["light", LIGHT],
  ["dark", DARK],
])("the %s colours", (_name, colours) => {
  it.each(["text", "quiet", "accent", "good"] as const)(
    "have enough contrast in %s on both backgrounds (AA)",
    (name) => {
      expect(contrast(colours[name], colours.ground)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colours[name], colours.panel)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it("have enough contrast on the filled button", () => {
    expect(contrast(colours["on-accent"], colours.accent)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["edge", "warning"] as const)("show the important lines: %s", (name) => {
    expect(contrast(colours[name], colours.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(colours[name], colours.panel)).toBeGreaterThanOrEqual(3);
  });
});
