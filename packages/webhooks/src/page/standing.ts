import type { Matter, OfferedAnswer } from "@relance/spec";
import { ownValue } from "./own-value.ts";
import type { Notice, PageTexts } from "./page-texts.ts";

/** How a matter stands, in words. */
export interface Standing {
  readonly notice: Notice;
  readonly isSettled: boolean;
  /** The person said something else after it was settled, which stays so. */
  readonly isSecondThought: boolean;
}

/** What is said of an answer of the campaign's own, by what it does. */
const SAID_OF: Readonly<Record<OfferedAnswer["effect"], string>> = {
  close: "done",
  snooze: "promise",
  "next-contact": "wrong-person",
  handover: "help",
};

/** How the matter stands, or `undefined` while nothing has been answered. */
export function standingOf(matter: Matter, texts: PageTexts): Standing | undefined {
  const { answer, state } = matter;
  const effect = matter.answers.find(({ name }) => name === answer)?.effect;
  const isAcknowledged = state === "acknowledged";
  const isSecondThought = isAcknowledged && effect !== undefined && effect !== "close";
  if (isAcknowledged && !isSecondThought) {
    return { notice: texts.settled, isSettled: true, isSecondThought };
  }
  if (answer === undefined) {
    const isWithdrawn = state === "cancelled";
    return isWithdrawn ? { notice: texts.withdrawn, isSettled: false, isSecondThought } : undefined;
  }
  const likeIt = effect === undefined ? undefined : ownValue(texts.recorded, SAID_OF[effect]);
  const notice = ownValue(texts.recorded, answer) ?? likeIt ?? texts.recorded.other;
  return { notice, isSettled: false, isSecondThought };
}
