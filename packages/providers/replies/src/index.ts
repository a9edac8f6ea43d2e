/** Reads the replies of recipients in seven languages, and has the texts of automatic answers. */
export { readReply } from "./read-reply.ts";
export { mayRefuse } from "./read-wish.ts";
export { fillText, type ReplyTexts, type ReplyTextsOverride, replyTexts } from "./reply-texts.ts";
