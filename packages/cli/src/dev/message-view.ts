import { countSegments } from "@relance/campaign";
import { keptContent } from "@relance/core";
import type { EmailContent, Message, PushContent, SmsContent } from "@relance/spec";
import { attachmentText } from "../output/attachment-text.ts";
import { counted } from "../output/number-text.ts";
import { type Markup, markup } from "../report/markup.ts";
import type { CapturedMessage } from "./outbox.ts";

/** Where links lead here, and where they would lead in production: an address of another length costs other segments. */
export interface Addresses {
  readonly here: string;
  readonly production: string | undefined;
}

/** A message as whoever gets it would see it. */
export function messageView({ id, message }: CapturedMessage, key: string | undefined, addresses: Addresses): Markup {
  if (message.channel === "sms") return smsView((message.content as SmsContent).text, addresses);
  if (message.channel === "email") return mailView(id, message.content as EmailContent);
  return pushView(message, message.content as PushContent, key);
}

function smsView(text: string, { here, production }: Addresses): Markup {
  const sent = production === undefined ? text : text.replaceAll(here, production.replace(/\/+$/, ""));
  const { segments, units, encoding, outside } = countSegments(sent);
  const room = encoding === "GSM-7" ? "septets" : "UTF-16 units";
  return markup`<p class="bubble">${linked(text)}</p>
<p class="soft small">${counted(segments, "segment", "segments")} · ${units} ${room} of ${encoding}${
    outside.length === 0 ? undefined : ` because of ${outside.join(" ")}`
  }${sent === text ? undefined : " · counted with your publicUrl"}</p>`;
}

function mailView(id: string, content: EmailContent): Markup {
  const { subject, text, html } = content;
  const kept = keptContent(content);
  const attachments = ("attachments" in kept ? kept.attachments : undefined) ?? [];
  const plain = markup`<pre>${linked(text)}</pre>`;
  return markup`<div class="mail"><p class="subject">${subject}</p>
${
  html === undefined
    ? plain
    : markup`<iframe src="dev/mail/${id}" title="${subject}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<details><summary>As text</summary>${plain}</details>`
}${attachments.map((one) => markup`<p class="soft small">${attachmentText(one)}</p>`)}</div>`;
}

function pushView({ answers = [] }: Message, { title, body, url }: PushContent, key: string | undefined): Markup {
  const buttons =
    key === undefined
      ? []
      : answers.map(({ name, label }) => markup`<button name="answer" value="${name}">${label ?? name}</button>`);
  return markup`<div class="push"><p class="subject">${title}</p><p>${linked(body)}</p>
${url === undefined ? undefined : markup`<p><a href="${url}" target="_blank" rel="noopener">open</a></p>`}
${
  buttons.length === 0
    ? undefined
    : markup`<form method="post" action="dev/press"><input type="hidden" name="key" value="${key}">${buttons}</form>`
}</div>`;
}

/** Addresses in a text as links, as phones show them. */
export function linked(text: string): readonly Markup[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/)
    .map((part, place) =>
      place % 2 === 0 ? markup`${part}` : markup`<a href="${part}" target="_blank" rel="noopener">${part}</a>`,
    );
}
