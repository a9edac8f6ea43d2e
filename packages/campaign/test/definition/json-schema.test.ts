import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { describedSchema } from "../../scripts/describe-schema.ts";
import { campaignSchema } from "../../src/index.ts";

it("publishes the schema that the code checks; run `npm run schema -w @relance/campaign` after a change", async () => {
  const published = await readFile(new URL("../../campaign.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published)).toEqual(describedSchema());
  expect(campaignSchema()).toEqual(describedSchema());
});

it("describes every key of the file for editors", () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string) => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === "properties") {
        for (const [name, inner] of Object.entries(value as Record<string, { description?: string }>)) {
          if (inner.description === undefined) undescribed.push(`${path}.${name}`);
          visit(inner, `${path}.${name}`);
        }
      } else visit(value, path);
    }
  };
  visit(campaignSchema(), "");
  expect(undescribed).toEqual([]);
});
