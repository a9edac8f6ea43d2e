import { unplacedItems } from "@relance/store";
import { expect, it } from "vitest";
import { planOf } from "../support/plan-of.ts";

it("looks for what was placed with nobody through a part of what came in a time, in its order", () => {
  const plan = planOf(unplacedItems("?1"));
  expect(plan).toContain("SEARCH i USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
  expect(plan).toContain("replies_unplaced (enrollment=? AND inbox>? AND inbox<?)");
  expect(plan).not.toContain("SCAN");
  expect(plan).not.toContain("B-TREE FOR ORDER BY");
});
