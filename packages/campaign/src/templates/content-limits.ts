import {
  type Channel,
  type ContentForm,
  type ContentOf,
  getChannel,
  type HeaderForm,
  MessageError,
} from "@relance/spec";

/** Before a send, refuses content that no provider's API accepts. `what` names the template in the error. */
export function checkContent(channel: Channel, content: ContentOf<Channel>, what: string): ContentOf<Channel> {
  const form = getChannel(channel).content;
  const members = content as unknown as Readonly<Record<string, unknown>>;
  const own = textMembers(form, members);
  for (const [name, header] of Object.entries(form.headers ?? {})) {
    if (header.required) needText(members[name], name, what);
  }
  needText(members[form.body], form.body, what);
  for (const [name, text, header] of own) if (header !== undefined) checkHeader(header, name, text, what);
  checkSize(form, own, what);
  const wrong = form.check?.(content);
  if (wrong !== undefined) throw new MessageError("message/template-failed", `${what}: ${wrong}`);
  return content;
}

type Member = readonly [name: string, text: string, header: HeaderForm | undefined];

function textMembers(form: ContentForm, content: Readonly<Record<string, unknown>>): readonly Member[] {
  return Object.entries(content).flatMap(([name, value]): readonly Member[] => {
    const many = form.headers?.[`${name}-*`];
    if (many !== undefined && typeof value === "object" && value !== null) {
      return Object.entries(value).map(([key, text]) => [`${name}-${key}`, String(text), many] as const);
    }
    return typeof value === "string" ? [[name, value, form.headers?.[name]]] : [];
  });
}

function checkHeader({ most, isUrl }: HeaderForm, name: string, text: string, what: string): void {
  if (hasControls(text)) {
    throw new MessageError("message/header-injection", `${what}: ${name} contains a line break or a control character`);
  }
  if (isUrl && !/^https?:$/.test(URL.parse(text)?.protocol ?? "")) {
    throw new MessageError("message/template-failed", `${what}: ${name} is not an http(s) address for this row`);
  }
  if (most !== undefined && text.length > most) {
    tooLong(what, `${name} has ${text.length} characters; the limit is ${most}`);
  }
}

function checkSize({ most }: ContentForm, members: readonly Member[], what: string): void {
  const all = members.map(([, text]) => text).join("");
  const names = members.map(([name]) => name).join(" and ");
  if ("characters" in most) {
    if (all.length > most.characters)
      tooLong(what, `${names} has ${all.length} characters; the limit is ${most.characters}`);
    return;
  }
  const bytes = Buffer.byteLength(all);
  if (bytes > most.bytes) tooLong(what, `the message has ${bytes} bytes; the limit is ${most.bytes}`);
}

function needText(text: unknown, field: string, what: string): void {
  if (typeof text !== "string" || text.trim() === "") {
    throw new MessageError("message/template-failed", `${what}: ${field} is empty for this row`);
  }
}

/** True for control characters. A line break in a header would start another header. */
function hasControls(text: string): boolean {
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

function tooLong(what: string, fact: string): never {
  throw new MessageError("message/too-long", `${what}: ${fact}`);
}
