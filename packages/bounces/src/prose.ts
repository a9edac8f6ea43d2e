import { addressIn } from "./address.ts";

/** Lines after an address that may still speak of it. */
const REACH = 12;
const MAX_LINES = 400;
const MAX_LINE = 1_000;

/** Where the returned mail begins, in the words of many servers; such a line has nothing behind it. */
const RETURNED: readonly RegExp[] = [
  /^[\s>|*_=-]{0,40}(?:this|here|below|the following)(?: line)? (?:is|are|follows)[^.]{0,20} (?:copy|headers?|first)\b/i,
  /^[\s>|*_=-]{0,40}(?:begin |start of )?(?:the )?(?:copy of |headers? of )?(?:the |your )?(?:original|unsent|returned|undelivered|rejected|bounced) (?:message|mail|e-?mail)(?: headers?| text| body)?(?: follows?)?[\s:.|*_=-]{0,60}$/i,
  /^[\s>|*_=-]{0,40}message (?:headers?|text|content|body) follows?[\s:.|*_=-]{0,60}$/i,
  /^(?:return-path|received|dkim-signature)\s?:/i,
];

/** The lines that a server wrote for people, without the mail that it sends back. */
export function proseLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n|\r/)) {
    if (lines.length >= MAX_LINES) break;
    if (lines.length > 0 && RETURNED.some((start) => start.test(line.slice(0, 200)))) break;
    lines.push(line.slice(0, MAX_LINE));
  }
  return lines;
}

/** What the prose says about one recipient: from its address on, until the next one's; all of it if it is not named. */
export function aboutRecipient(lines: readonly string[], address: string): string {
  const start = lines.findIndex((line) => line.toLowerCase().includes(address));
  if (start < 0) return lines.join("\n").slice(0, 3_000);
  const rest = lines.slice(start, start + REACH);
  const end = rest.findIndex((line, place) => place > 0 && startsAnother(line, address));
  return (end < 0 ? rest : rest.slice(0, end)).join("\n");
}

/** `<bob@example.org>: …` or a line that begins with an address. */
function startsAnother(line: string, address: string): boolean {
  const named = startedBy(line);
  return named !== undefined && named !== address;
}

/** The address that a line begins with. */
export function startedBy(line: string): string | undefined {
  const start =
    /^[\s>*+-]{0,12}(?:to|rcpt|recipient|address|user|failed recipient|rcpt to|e-?mail|for)?\s{0,4}:?\s{0,4}(["<[(]?[^\s<>"()]{1,64}@[^\s<>"()]{1,190})/i.exec(
      line,
    )?.[1];
  return start === undefined ? undefined : addressIn(start);
}
