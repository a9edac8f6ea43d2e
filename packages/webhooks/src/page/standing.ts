import type { Matter, OfferedAnswer } from "@relance/spec";
import { ownValue } from "./own-value.ts";
import type { Notice, PageTexts } from "./page-texts.ts";

/** How a matter stands, in words. */
export interface Standing {
  readonly notice: Notice;
  readonly isSettled: boolean;
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
  if (state === "acknowledged") {
    const isSecondThought = effect !== undefined && effect !== "close";
    const notice = isSecondThought ? texts.secondThought : texts.settled;
    return { notice, isSettled: !isSecondThought };
  }
  if (answer === undefined) {
    return state === "cancelled" ? { notice: texts.withdrawn, isSettled: false } : undefined;
  }
  const isOpen = state === "pending" || state === "active";
  if (!isOpen && (effect === "snooze" || effect === "close")) {
    return { notice: texts.recorded.other, isSettled: false }; // nobody will remind them any more
  }
  const likeIt = effect === undefined ? undefined : ownValue(texts.recorded, SAID_OF[effect]);
  return { notice: ownValue(texts.recorded, answer) ?? likeIt ?? texts.recorded.other, isSettled: false };
}
