import { compileCondition } from "../condition/compile-condition.ts";
import type { Rule } from "./check-context.ts";
import { nearColumn } from "./near-column.ts";

/** Each `when:` can be read, and reads columns that exist. */
export const checkConditions: Rule = ({ draft, columns, problem }) => {
  for (const [k, step] of (draft.steps ?? []).entries()) {
    if (step?.when === undefined) continue;
    const path = ["steps", k, "when"];
    const condition = compileCondition(step.when);
    if (condition.advice !== undefined) problem(path, condition.advice);
    for (const column of condition.columns) {
      if (columns !== undefined && !columns.includes(column)) problem(path, nearColumn(column, columns));
    }
  }
};
