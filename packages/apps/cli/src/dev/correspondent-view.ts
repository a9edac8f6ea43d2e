import { createHash } from "node:crypto";
import { countSegments } from "@relance/campaign";
import { keptContent } from "@relance/engine";
import {
  type Channel,
  carriesReplies,
  contentParts,
  getChannel,
  isBilledBySegments,
  type KeptAttachment,
  type LoadedCampaign,
  type Message,
  type RecipientRow,
} from "@relance/spec";
import { shownAddress } from "../output/printable.ts";
import { attachmentText, counted } from "../output/wording.ts";
import { type Markup, markup } from "./markup.ts";
import type { CapturedMessage, Correspondent, Entry, Fate } from "./outbox.ts";

const OPEN: readonly (Fate | undefined)[] = ["submitted", "accepted", "uncertain"];
const BAD: readonly string[] = ["exhausted", "expired", "cancelled", "suppressed"];

export function correspondentView(
  { person, name, entries }: Correspondent,
  facts: PageFacts,
  addresses: Addresses,
): Markup {
  const id = `p${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
  return markup`<article class="person" id="${id}" data-parts>
<div class="row" id="${id}-head"><h2>${name}</h2>${person === undefined ? undefined : standing(person)}</div>
${person === undefined ? undefined : tools(id, person, facts)}
${entries.map((entry) => entryView(entry, person?.key, facts, addresses))}
</article>`;
}

function standing({ state, cause, step, contacts }: RecipientRow): Markup {
  const tone = state === "acknowledged" ? "good" : BAD.includes(state) ? "bad" : "";
  const why = cause === "" || cause === "none" ? "" : ` · ${cause}`;
  return markup`<span class="badge ${tone}">${state}${why}</span>${step === 0 ? undefined : markup`<span class="soft">step ${step}</span>`}
<span class="soft small">${contacts
    .map(({ channel, address, barred }) => {
      const shown = shownAddress(channel, address);
      return barred === undefined ? shown : `${shown} (${barred})`;
    })
    .join(" · ")}</span>`;
}

/** Returns a recipient's buttons and reply field. The page never replaces them, so that typed text is not lost. */
function tools(id: string, { key, contacts }: RecipientRow, { words, on }: PageFacts): Markup {
  const canReply = contacts.some(({ channel }) => carriesReplies(channel));
  return markup`<div id="${id}-tools">${
    canReply
      ? markup`<form method="post" action="dev/reply"><input type="hidden" name="key" value="${key}">
${[...words, "STOP"].map((word) => markup`<button name="word" value="${word}">Reply ${word}</button>`)}
<input name="text" aria-label="Reply of ${key}" placeholder="or in their words" maxlength="1000"><button>Reply</button></form>`
      : undefined
  }${
    on === undefined
      ? undefined
      : markup`<form method="post" action="dev/happened"><input type="hidden" name="key" value="${key}">
<button>Your system says: ${on}</button></form>`
  }</div>`;
}

function entryView(entry: Entry, key: string | undefined, facts: PageFacts, addresses: Addresses): Markup {
  if (entry.kind === "reply") {
    return markup`<div class="message" id="${entry.id}"><p class="bubble theirs">${linked(entry.text)}</p></div>`;
  }
  const { id, at } = entry;
  return markup`<section class="message" id="${id}" data-parts>
<div id="${id}-head">${fateView(entry, timeText(at, facts))}</div>
<div id="${id}-body">${messageView(entry, key, addresses)}</div></section>`;
}

function fateView({ message, provider, fate }: CapturedMessage, when: string): Markup {
  const isOpen = OPEN.includes(fate);
  return markup`<form method="post" action="dev/receipt"><span class="soft small">${when} · ${provider}${
    fate === undefined ? undefined : ` · ${fate}`
  }</span><input type="hidden" name="attempt" value="${message.attemptId}">${
    isOpen
      ? markup`<button name="kind" value="delivered">Say delivered</button>
<button name="kind" value="undelivered">Say undelivered</button>`
      : undefined
  }</form>`;
}

function timeText(at: number, { timezone }: PageFacts): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);
}

/** Origins of links in development and in production. The length of an origin affects the number of SMS segments. */
export interface Addresses {
  readonly here: string;
  readonly production: string | undefined;
}

function messageView({ id, message }: CapturedMessage, key: string | undefined, addresses: Addresses): Markup {
  const { channel, content } = message;
  const { head, body } = contentParts(channel, content);
  if (getChannel(channel).buttons) return notificationView(message, { title: head?.text, body }, key);
  if (head === undefined) return bubbleView(channel, body, addresses);
  const { html = undefined, attachments = [] } = { ...content, ...keptContent(content) } as Letter;
  return letterView(id, { subject: head.text, text: body, html, attachments });
}

interface Letter {
  readonly html?: string | undefined;
  readonly attachments?: readonly KeptAttachment[] | undefined;
}

function bubbleView(channel: Channel, text: string, { here, production }: Addresses): Markup {
  if (!isBilledBySegments(channel)) return markup`<p class="bubble">${linked(text)}</p>`;
  const sent = production === undefined ? text : text.replaceAll(here, production.replace(/\/+$/, ""));
  const { segments, units, encoding, outside } = countSegments(sent);
  const room = encoding === "GSM-7" ? "septets" : "UTF-16 units";
  return markup`<p class="bubble">${linked(text)}</p>
<p class="soft small">${counted(segments, "segment")} · ${units} ${room} of ${encoding}${
    outside.length === 0 ? undefined : ` because of ${outside.join(" ")}`
  }${sent === text ? undefined : " · counted with your publicUrl"}</p>`;
}

function letterView(
  id: string,
  { subject, text, html, attachments = [] }: Letter & { readonly subject: string; readonly text: string },
): Markup {
  const plain = markup`<pre>${linked(text)}</pre>`;
  return markup`<div class="mail"><p class="subject">${subject}</p>
${
  html === undefined
    ? plain
    : markup`<iframe src="dev/mail/${id}" title="${subject}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<details><summary>As text</summary>${plain}</details>`
}${attachments.map((one) => markup`<p class="soft small">${attachmentText(one)}</p>`)}</div>`;
}

function notificationView(
  { answers = [], content }: Message,
  { title, body }: { readonly title: string | undefined; readonly body: string },
  key: string | undefined,
): Markup {
  const url = "url" in content ? content.url : undefined;
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

function linked(text: string): readonly Markup[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/)
    .map((part, place) =>
      place % 2 === 0 ? markup`${part}` : markup`<a href="${part}" target="_blank" rel="noopener">${part}</a>`,
    );
}

export interface PageFacts {
  readonly timezone: string;
  readonly words: readonly string[];
  readonly on: string | undefined;
}

export function pageFacts({ definition }: LoadedCampaign): PageFacts {
  const { event, via = ["link"], replies = {} } = definition.confirm ?? {};
  return {
    timezone: definition.timezone ?? "UTC",
    words: via.includes("reply") ? Object.keys(replies) : [],
    on: via.includes("event") ? event : undefined,
  };
}
