import type { MatterWords } from "@relance/spec";
import { ownValue } from "./own-value.ts";
import type { PageTexts } from "./page-texts.ts";

/**
 * The text of an answer's button: the campaign's own, else the page's; an answer nobody has named reads as it is
 * written, `call-me` as "Call me".
 */
export function answerLabel(texts: PageTexts, { labels }: Pick<MatterWords, "labels">, answer: string): string {
  const named = ownValue(labels, answer) ?? ownValue(texts.answers, answer);
  if (named !== undefined) return named;
  const words = answer.replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
