import {
  type Channel,
  type ContentOf,
  type EmailContent,
  MessageError,
  type PushContent,
  type SmsContent,
} from "@relance/spec";

/** Ten segments: what carriers and gateways take as one message. */
export const SMS_CHARACTERS = 1_600;
export const SUBJECT_CHARACTERS = 500;
const EMAIL_CHARACTERS = 1_000_000;
/** A push message of 4,096 bytes carries 3,993 once encrypted; the rest is for our own ids and addresses. */
export const PUSH_BYTES = 3_000;

/** Refuses what no far end would take, before it is sent. `what` names the template. */
export function checkContent(channel: Channel, content: ContentOf<Channel>, what: string): ContentOf<Channel> {
  if (channel === "sms") checkSms(content as SmsContent, what);
  else if (channel === "email") checkEmail(content as EmailContent, what);
  else checkPush(content as PushContent, what);
  return content;
}

function checkSms({ text }: SmsContent, what: string): void {
  needText(text, "text", what);
  if (text.length > SMS_CHARACTERS) tooLong(what, `text has ${text.length} characters, at most ${SMS_CHARACTERS} fit`);
}

function checkEmail({ subject, text, html = "" }: EmailContent, what: string): void {
  needText(subject, "subject", what);
  needText(text, "text", what);
  checkHeader(subject, "subject", what);
  if (subject.length > SUBJECT_CHARACTERS) tooLong(what, `subject has ${subject.length} characters`);
  if (text.length + html.length > EMAIL_CHARACTERS) tooLong(what, "text and HTML have more than 1,000,000 characters");
}

function checkPush({ title, body, url, tag = "" }: PushContent, what: string): void {
  needText(title, "title", what);
  needText(body, "body", what);
  checkHeader(title, "title", what);
  checkHeader(tag, "tag", what);
  if (url !== undefined && !isWebAddress(url)) {
    throw new MessageError("message/template-failed", `${what}: url is not an http(s) address for this row`);
  }
  const bytes = Buffer.byteLength(title + body + tag + (url ?? ""));
  if (bytes > PUSH_BYTES) tooLong(what, `the notification has ${bytes} bytes, at most ${PUSH_BYTES} fit`);
}

function needText(text: unknown, field: string, what: string): void {
  if (typeof text !== "string" || text.trim() === "") {
    throw new MessageError("message/template-failed", `${what}: ${field} is empty for this row`);
  }
}

/** A line break in a header would start another header. */
function checkHeader(text: string, field: string, what: string): void {
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code < 32 || code === 127) {
      throw new MessageError("message/header-injection", `${what}: ${field} holds a line break or control character`);
    }
  }
}

function tooLong(what: string, fact: string): never {
  throw new MessageError("message/too-long", `${what}: ${fact}`);
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
