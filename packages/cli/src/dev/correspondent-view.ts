import { createHash } from "node:crypto";
import type { RecipientRow } from "@relance/spec";
import { type Markup, markup } from "../report/markup.ts";
import { type Addresses, linked, messageView } from "./message-view.ts";
import type { CapturedMessage, Correspondent, Entry, Fate } from "./outbox.ts";
import type { PageFacts } from "./page-facts.ts";

const OPEN: readonly (Fate | undefined)[] = ["submitted", "accepted", "uncertain"];
const BAD: readonly string[] = ["exhausted", "expired", "cancelled", "suppressed"];

/** A person: how they stand, what they can do, and everything between them and us. */
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
      const shown = channel === "push" ? "a browser" : address;
      return barred === undefined ? shown : `${shown} (${barred})`;
    })
    .join(" · ")}</span>`;
}

/** Never changes, so that nothing is lost that somebody types. */
function tools(id: string, { key, contacts }: RecipientRow, { words, on }: PageFacts): Markup {
  const hasSms = contacts.some(({ channel }) => channel === "sms");
  return markup`<div id="${id}-tools">${
    hasSms
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
    return markup`<div class="message" id="${entry.id}" data-channel="sms"><p class="bubble theirs">${linked(entry.text)}</p></div>`;
  }
  const { id, message, at } = entry;
  return markup`<section class="message" id="${id}" data-parts data-channel="${message.channel}">
<div id="${id}-head">${fateView(entry, timeText(at, facts))}</div>
<div id="${id}-body">${messageView(entry, key, addresses)}</div></section>`;
}

function fateView({ message, instance, fate }: CapturedMessage, when: string): Markup {
  const isOpen = OPEN.includes(fate);
  return markup`<form method="post" action="dev/receipt"><span class="soft small">${when} · ${instance}${
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
