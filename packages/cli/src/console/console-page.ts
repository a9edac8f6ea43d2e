import { createHash } from "node:crypto";
import { Markup, markup } from "../report/markup.ts";
import { REPORT_STYLE } from "../report/report-style.ts";
import type { Section } from "./console-sections.ts";

const STYLE = `${REPORT_STYLE}
.spark { display: inline-block; margin-right: 1rem; font-family: ui-monospace, monospace; white-space: nowrap; }
.guilty th, .guilty td { color: var(--bad); }
tbody th { color: inherit; font-weight: 400; }
#lost { position: sticky; top: 0; background: var(--bad); color: var(--paper); padding: .25rem .75rem; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
form { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end; } label { display: block; }
input, button { font: inherit; padding: .35rem .6rem; }
ul.commands { list-style: none; padding: 0; margin: .5rem 0 0; } ul.commands li { margin: .35rem 0; }
`;

/** Puts what has changed into its place; what has not is left alone, with whatever is selected in it. */
const SCRIPT = `
const main = document.querySelector("main"), lost = document.querySelector("#lost"), said = document.querySelector("#said");
const told = new Map(), feed = new EventSource("live");
feed.onerror = () => { lost.hidden = false; };
feed.onmessage = ({ data }) => {
  lost.hidden = true;
  const sections = JSON.parse(data), ids = new Set(sections.map(({ id }) => id));
  for (const { id, html, news } of sections) {
    if (told.get(id) === html) continue;
    let place = document.getElementById(id);
    if (!place) { place = document.createElement("section"); place.id = id; main.append(place); }
    place.innerHTML = html;
    told.set(id, html);
    if (news && said.textContent !== news) said.textContent = news;
  }
  for (const place of [...main.children]) if (!ids.has(place.id)) { place.remove(); told.delete(place.id); }
};
`;

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** What the page may load and run: itself, and its feed. */
export const CONSOLE_POLICY: string = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page that watches. */
export function consolePage(sections: readonly Section[]): string {
  const body = sections.map(({ id, html }) => markup`<section id="${id}">${new Markup(html)}</section>`);
  return page(markup`<p id="lost" role="alert" hidden>The console is not heard from; what you see is old.</p>
<header><p class="soft">relance console · read only</p><h1>Campaigns</h1></header>
<p id="said" class="hidden" role="status"></p>
<main>${body}</main>
<script>${new Markup(SCRIPT)}</script>`);
}

/** The page that asks for the token. */
export function tokenPage(): string {
  return page(markup`<header><h1>relance console</h1></header>
<main><p>relance console has printed a token where it was started.</p>
<form method="get" action="./"><label>Token<br><input name="token" type="password" autocomplete="current-password" required></label>
<button>Open</button></form></main>`);
}

function page(body: Markup): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>relance console</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}
