import type { Matter } from "@relance/spec";
import { element, type PageElement } from "./element.ts";
import { fill, type PageTexts } from "./page-texts.ts";

/** Name of the field in the form. */
export const FACTOR_FIELD = "factor";
/** Far longer than any answer to a question that fits on a page. */
const MAX_LENGTH = "100";

/** The campaign's question, above the buttons; what was written before is never shown again. */
export function factorField(
  { factor, state }: Matter,
  ask: string | undefined,
  texts: PageTexts,
): readonly PageElement[] {
  if (factor === undefined || ask === undefined || state === "acknowledged") return [];
  const { triesLeft, isWrong } = factor;
  if (triesLeft === 0) return [element("p", { class: "notice late" }, texts.factorOver)];
  const wrong = fill(texts.factorWrong, { tries: String(triesLeft) });
  return [
    isWrong ? [element("p", { class: "notice late", role: "status" }, wrong)] : [],
    element("label", { for: FACTOR_FIELD }, ask),
    element("input", {
      type: "text",
      class: "field",
      id: FACTOR_FIELD,
      name: FACTOR_FIELD,
      maxlength: MAX_LENGTH,
      autocomplete: "off",
      "aria-describedby": "factor-hint",
    }),
    element("p", { class: "quiet", id: "factor-hint" }, texts.factorHint),
  ].flat();
}
