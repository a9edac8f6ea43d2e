/** Reads the replies of recipients in seven languages, and composes the automatic answers. */
export { type AnsweredEnrollment, composeAnswer, type RecordedReply } from "./compose-answer.ts";
export { readReply } from "./read-reply.ts";
export { REPLY_TEXTS, type ReplyTextsOverride } from "./reply-texts.ts";
