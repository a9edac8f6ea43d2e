import { carriesReplies, describedChannels } from "@relance/spec";
import { isCarrierWord, replyWord } from "../plan/reply-word.ts";
import type { CheckContext, Rule } from "./check-context.ts";
import { nearColumn } from "./finding.ts";

/** Recipients must be able to confirm, and what they answer must mean something. */
export const checkAcknowledge: Rule = (context) => {
  checkStrength(context);
  checkFactor(context);
  checkAnswers(context);
  checkReplies(context);
};

function checkStrength({ draft, problem, warning }: CheckContext): void {
  const { by = ["link"], strength, on, factor } = draft.acknowledge ?? {};
  const path = ["acknowledge", "strength"];
  if (strength === "event" && !by.includes("event")) {
    problem(path, "only your own event is as strong as this: add event to acknowledge.by");
  }
  const isAsked = factor !== undefined && by.includes("link");
  if (strength === "authenticated" && !isAsked && !by.includes("event")) {
    problem(
      path,
      "links and replies are gestures, so nothing could close: add a factor, add event to acknowledge.by, or write gesture",
    );
  }
  if (on !== undefined && draft.acknowledge?.by !== undefined && !by.includes("event")) {
    problem(["acknowledge", "on"], "this event is never looked at: add event to acknowledge.by");
  }
  if (draft.acknowledge?.since !== undefined && !by.includes("event") && on === undefined) {
    warning(["acknowledge", "since"], "this is for your own events: name one in acknowledge.on");
  }
  if (draft.acknowledge?.deepLink !== undefined && !by.includes("link")) {
    warning(["acknowledge", "deepLink"], "no recipient sees this page: add link to acknowledge.by");
  }
}

/** The question is asked on the page, of recipients whose row holds the answer. */
function checkFactor({ draft, columns, problem }: CheckContext): void {
  const { by = ["link"], factor } = draft.acknowledge ?? {};
  if (factor === undefined) return;
  if (!by.includes("link")) {
    problem(["acknowledge", "factor"], "no recipient is asked: add link to acknowledge.by", { target: "key" });
  }
  const { column } = factor;
  if (column !== undefined && columns !== undefined && !columns.includes(column)) {
    problem(["acknowledge", "factor", "column"], nearColumn(column, columns));
  }
}

function checkAnswers({ draft, isMalformed, problem }: CheckContext): void {
  const { answers = { done: "close" } } = draft.acknowledge ?? {};
  const path = ["acknowledge", "answers"];
  if (isMalformed(path)) return;
  for (const answer of Object.keys(draft.acknowledge?.labels ?? {})) {
    if (Object.hasOwn(answers, answer)) continue;
    const advice = `no such answer; acknowledge.answers has ${Object.keys(answers).join(", ")}`;
    problem(["acknowledge", "labels", answer], advice, { target: "key" });
  }
  const malformed = Object.values(answers).some((effect) => effect === undefined);
  if (!malformed && !Object.values(answers).includes("close")) {
    problem(path, "no answer closes, so no recipient could ever confirm: add done: close");
  }
}

function checkReplies({ draft, isMalformed, problem, warning }: CheckContext): void {
  const { by = ["link"], reply, answers = { done: "close" } } = draft.acknowledge ?? {};
  const path = ["acknowledge", "reply"];
  if (by.includes("reply") && (reply === undefined || Object.keys(reply).length === 0) && !isMalformed(path)) {
    problem(["acknowledge", "by"], "say which words people may reply, such as reply: { OK: done }");
  }
  if (reply === undefined) return;
  if (draft.acknowledge?.by !== undefined && !by.includes("reply")) {
    problem(path, "replies are not looked at: add reply to acknowledge.by", { target: "key" });
  }
  const seen = new Map<string, string>();
  for (const [word, answer] of Object.entries(reply)) {
    const place = [...path, word];
    const twin = seen.get(replyWord(word));
    seen.set(replyWord(word), word);
    if (isCarrierWord(word)) {
      problem(
        place,
        `carriers take ${replyWord(word)} for themselves, so it never arrives: choose another word, such as OK`,
        { target: "key" },
      );
    } else if (!/^[\p{L}\p{N}]{1,20}$/u.test(word.normalize("NFC"))) {
      problem(place, "a reply is one word of letters and digits, such as OK", { target: "key" });
    } else if (/^\p{L}+\d\d$/u.test(replyWord(word))) {
      problem(place, "two digits at the end are the code of a matter: choose a word without them, such as OK", {
        target: "key",
      });
    } else if (twin !== undefined) {
      problem(place, `this is the same word as ${twin}; remove one`, { target: "key" });
    }
    if (answer !== undefined && !Object.hasOwn(answers, answer) && !isMalformed(["acknowledge", "answers"])) {
      problem(place, `no such answer; acknowledge.answers has ${Object.keys(answers).join(", ")}`);
    }
  }
  if (draft.steps !== undefined && !draft.steps.some((step) => step === undefined || carriesReplies(step.channel))) {
    const names = describedChannels().flatMap(({ name, replies }) => (replies === true ? name : []));
    warning(path, `people can reply over ${names.join(", ")} alone, and no step sends there`);
  }
}
