import { carriesReplies, describedChannels, meant, nearName } from "@relance/spec";
import { isCarrierWord, replyWord } from "../plan/reply-word.ts";
import type { CheckContext, Rule } from "./check-context.ts";
import { nearColumn } from "./finding.ts";

export const checkConfirm: Rule = (context) => {
  checkStrength(context);
  checkFactor(context);
  checkAnswers(context);
  checkReplies(context);
};

function checkStrength({ draft, problem, warning }: CheckContext): void {
  const { via = ["link"], strength, event, factor } = draft.confirm ?? {};
  const path = ["confirm", "strength"];
  if (strength === "event" && !via.includes("event")) {
    problem(path, "only your own event has this strength: add event to confirm.via");
  }
  const isAsked = factor !== undefined && via.includes("link");
  if (strength === "authenticated" && !isAsked && !via.includes("event")) {
    problem(
      path,
      "links and replies count as gestures, so no answer could close the enrollment: add a factor, add event to confirm.via, or write gesture",
    );
  }
  if (event !== undefined && draft.confirm?.via !== undefined && !via.includes("event")) {
    problem(["confirm", "event"], "this event is never used: add event to confirm.via");
  }
  if (draft.confirm?.since !== undefined && !via.includes("event") && event === undefined) {
    warning(["confirm", "since"], "since applies to your own events: name one in confirm.event");
  }
  if (draft.confirm?.deepLink !== undefined && !via.includes("link")) {
    warning(["confirm", "deepLink"], "no recipient sees this page: add link to confirm.via");
  }
}

function checkFactor({ draft, columns, problem }: CheckContext): void {
  const { via = ["link"], factor } = draft.confirm ?? {};
  if (factor === undefined) return;
  if (!via.includes("link")) {
    problem(["confirm", "factor"], "no recipient sees this question: add link to confirm.via", { target: "key" });
  }
  const { column } = factor;
  if (column !== undefined && columns !== undefined && !columns.includes(column)) {
    problem(["confirm", "factor", "column"], nearColumn(column, columns));
  }
}

/** The answers for which buttons have built-in texts in every language. Other buttons show the answer's name. */
const WRITTEN = ["done", "promise", "decline", "wrong-person", "help"];

function checkAnswers({ draft, isMalformed, problem }: CheckContext): void {
  const { buttons = { done: "close" } } = draft.confirm ?? {};
  const path = ["confirm", "buttons"];
  if (isMalformed(path)) return;
  const all = Object.entries(buttons);
  const malformed = all.some(([answer, button]) => button === undefined || isMalformed([...path, answer]));
  if (
    !malformed &&
    !all.some(([, button]) => button === "close" || (button as { effect?: string }).effect === "close")
  ) {
    problem(path, "no answer closes the enrollment, so no recipient could ever confirm: add done: close");
  }
  for (const [answer, button] of all) {
    if (WRITTEN.includes(answer) || (typeof button === "object" && button.label !== undefined)) continue;
    const near = nearName(answer, WRITTEN);
    const advice = `the button would show ${answer}; did you mean ${near}? otherwise write a label for it`;
    if (near !== undefined) problem([...path, answer], advice, { target: "key" });
  }
}

function checkReplies({ draft, isMalformed, problem, warning }: CheckContext): void {
  const { via = ["link"], replies, buttons = { done: "close" } } = draft.confirm ?? {};
  const path = ["confirm", "replies"];
  if (via.includes("reply") && (replies === undefined || Object.keys(replies).length === 0) && !isMalformed(path)) {
    problem(["confirm", "via"], "write the words that recipients may reply, such as replies: { OK: done }");
  }
  if (replies === undefined) return;
  if (draft.confirm?.via !== undefined && !via.includes("reply")) {
    problem(path, "replies are not read: add reply to confirm.via", { target: "key" });
  }
  const seen = new Map<string, string>();
  for (const [word, answer] of Object.entries(replies)) {
    const place = [...path, word];
    const advice = wordAdvice(word, seen.get(replyWord(word)));
    seen.set(replyWord(word), word);
    if (advice !== undefined) problem(place, advice, { target: "key" });
    if (answer !== undefined && !Object.hasOwn(buttons, answer) && !isMalformed(["confirm", "buttons"])) {
      const answers = Object.keys(buttons);
      problem(place, `no such answer; ${meant(answer, answers, `confirm.buttons has ${answers.join(", ")}`)}`);
    }
  }
  if (draft.steps !== undefined && !draft.steps.some((step) => step === undefined || carriesReplies(step.channel))) {
    const names = describedChannels().flatMap(({ name, replies }) => (replies === true ? name : []));
    warning(path, `recipients can reply only through ${names.join(", ")}, and no step uses that channel`);
  }
}

function wordAdvice(word: string, twin: string | undefined): string | undefined {
  const read = replyWord(word);
  if (isCarrierWord(word)) return `carriers process ${read} themselves: choose a word that reaches you, such as OK`;
  if (!/^[\p{L}\p{N}]{1,20}$/u.test(word.normalize("NFC"))) return "write one word of letters and digits, such as OK";
  if (/^\p{L}+\d\d$/u.test(read)) return "two final digits are a recipient's code: choose a word such as OK";
  return twin === undefined ? undefined : `this is the same word as ${twin}; remove one`;
}
