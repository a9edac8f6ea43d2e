import { answerEffect } from "@relance/rules";
import type { CompiledCampaign, Plan, Recipient, ReplyStatus } from "@relance/spec";
import { mayRefuse } from "./read-wish.ts";
import { fillText, type ReplyTexts, type ReplyTextsOverride, replyTexts } from "./reply-texts.ts";

/** Maximum number of enrollments that an answer lists. An SMS has no room for more. */
const MAX_CHOICES = 4;

/** An enrollment that a reply may be about. */
export interface AnsweredEnrollment {
  readonly person: Recipient;
  readonly plan: Plan;
  readonly compiled: CompiledCampaign;
}

export interface RecordedReply {
  readonly status: ReplyStatus;
  readonly text: string;
  readonly texts: ReplyTextsOverride | undefined;
  /** Returns the recipient's acknowledgement link; `undefined` if no public URL is configured. */
  readonly linkTo: (enrollment: number) => string | undefined;
}

/** Composes the automatic answer to a reply; `undefined` if no answer would help the recipient. */
export function composeAnswer(reply: RecordedReply, enrollments: readonly AnsweredEnrollment[]): string | undefined {
  const { status } = reply;
  const [first] = enrollments;
  if (first === undefined) return undefined;
  const { person, compiled } = first;
  const texts = replyTexts(person.locale ?? compiled.definition.locale, reply.texts);
  if (status === "ambiguous") return choices(enrollments, texts);
  if (status === "suppressed") return fillText(texts.stopped, { subject: readSubject(first) });
  const name = sentence(status, person);
  if (status === "unclear" && mayRefuse(reply.text)) {
    const said = name === "unclear" || name === "over" ? "kept" : name;
    return fillText(texts[said], { subject: readSubject(first), how: "" });
  }
  const how = howToConfirm(first, reply, texts);
  const isUseless = how === "" && (name === "unclear" || name === "over");
  return isUseless ? undefined : fillText(texts[name], { subject: readSubject(first), how });
}

function sentence(status: ReplyStatus, person: Recipient): keyof ReplyTexts {
  if (person.state === "acknowledged") return person.late ? "late" : "confirmed";
  if (person.state === "cancelled") return "withdrawn";
  if (status === "help" || status === "resumed") return status;
  if (status === "acknowledged" || status === "answered") return "noted";
  if (person.state === "exhausted" && person.cause === "help") return "helping";
  return person.deadlinePassed ? "over" : "unclear";
}

function choices(enrollments: readonly AnsweredEnrollment[], texts: ReplyTexts): string | undefined {
  const list = enrollments.flatMap((one) => {
    const word = closingWord(one);
    if (word === undefined || one.person.code === "") return [];
    return [fillText(texts.choice, { word: `${word} ${one.person.code}`, subject: readSubject(one) })];
  });
  return list.length === 0 ? undefined : fillText(texts.ambiguous, { list: list.slice(0, MAX_CHOICES).join(", ") });
}

function howToConfirm(one: AnsweredEnrollment, { linkTo }: RecordedReply, texts: ReplyTexts): string {
  const { via = ["link"], factor, deepLink } = one.compiled.definition.confirm ?? {};
  const word = closingWord(one);
  const ways: string[] = word === undefined ? [] : [fillText(texts.byReply, { word })];
  const isPage =
    via.includes("link") && (one.plan.strength === "gesture" || factor !== undefined || deepLink !== undefined);
  const link = isPage ? linkTo(one.person.enrollment) : undefined;
  if (link !== undefined) ways.push(fillText(texts.byLink, { link }));
  return ways.length === 0 ? "" : fillText(texts.how, { ways: ways.join(texts.or) });
}

function closingWord({ plan }: AnsweredEnrollment): string | undefined {
  if (plan.strength !== "gesture") return undefined;
  return Object.entries(plan.reply).find(([, answer]) => answerEffect(plan, answer)?.do === "close")?.[0];
}

function readSubject({ person, compiled }: AnsweredEnrollment): string {
  const { key, variables, locale, timezone, deadline } = person;
  const { words } = compiled.confirmation({ key, variables, locale, timezone, deadline: deadline.getTime() });
  const subject = words[0]?.subject ?? "";
  let end = subject.length;
  while (/[.\s]/.test(subject.charAt(end - 1))) end -= 1;
  return subject.slice(0, end);
}
