import { describe, expect, it } from "vitest";
import { readYaml, strict, text } from "../../src/index.ts";

const shape = strict(
  { name: text(/^[a-z]+$/, "write a name such as calm"), loss: text(/^\d+%$/, "write 26%").optional() },
  "write a name",
);

describe("a file that is parsed like a campaign", () => {
  it("returns its value, without data for editors", () => {
    const { value } = readYaml("# $schema: ./scenario.schema.json\nname: calm\n", "a.yaml", shape);
    expect(value).toEqual({ name: "calm" });
  });

  it("reports every mistake with its place and advice", () => {
    const { problems } = readYaml("name: CALM\nlos: 26%\n", "a.yaml", shape);
    expect(problems).toMatchObject([
      { file: "a.yaml", line: 1, column: 7, advice: "write a name such as calm" },
      { file: "a.yaml", line: 2, column: 1, advice: expect.stringContaining("did you mean loss?") },
    ]);
  });

  it("reports where the YAML itself is invalid", () => {
    const { problems } = readYaml("name: [calm\n", "a.yaml", shape);
    expect(problems?.[0]).toMatchObject({ file: "a.yaml" });
  });
});
