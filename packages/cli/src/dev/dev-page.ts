import { createHash } from "node:crypto";
import { CHANNELS } from "@relance/spec";
import { Markup, markup } from "../report/markup.ts";
import { correspondentView } from "./correspondent-view.ts";
import { DEV_SCRIPT } from "./dev-script.ts";
import { DEV_STYLE } from "./dev-style.ts";
import { type DevLook, FAR_ENDS } from "./development.ts";
import type { Addresses } from "./message-view.ts";
import type { PageFacts } from "./page-facts.ts";

/** Pushes of the clock, by what stands on their buttons. */
export const PUSHES = {
  "+1 min": 60_000,
  "+1 h": 3_600_000,
  "+1 day": 86_400_000,
} as const;

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** What the page may load and run: itself, its feed, and the mails in their frames. */
export const DEV_POLICY: string = [
  "default-src 'none'",
  `style-src ${hashOf(DEV_STYLE)}`,
  `script-src ${hashOf(DEV_SCRIPT)}`,
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A mail may look as it likes; it runs nothing and fetches nothing, and its links open beside the page. */
export const MAIL_POLICY: string = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "sandbox allow-popups allow-popups-to-escape-sandbox",
].join("; ");

/** The HTML of a mail for its frame. */
export function mailPage(html: string): string {
  return `<base target="_blank">${html}`;
}

/** The instant of the clock, where the campaign lives. */
export function clockText(now: number, { timezone }: PageFacts): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  return format.format(now);
}

/** What changes: the ledger, the far ends, and everybody with their messages. */
export function outboxView(look: DevLook, facts: PageFacts, addresses: Addresses): string {
  const { ledger, farEnds, correspondents } = look;
  const states = Object.entries(ledger.states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const rows = [...farEnds].map(
    ([instance, chosen]) => markup`<form method="post" action="dev/far-end">
<label>${instance} <select name="does">${Object.keys(FAR_ENDS).map(
      (name) => markup`<option${name === chosen ? new Markup(" selected") : undefined}>${name}</option>`,
    )}</select></label><input type="hidden" name="instance" value="${instance}"><button>Set</button></form>`,
  );
  return markup`<p id="ledger" class="soft">${ledger.name} is ${ledger.state} · ${states.join(" · ")}${
    ledger.holds ? undefined : markup` · <strong>the ledger does not hold</strong>`
  }</p>
<details id="far-ends"><summary>What the providers do</summary>${rows}</details>
<div id="people" data-parts>${correspondents.map((one) => correspondentView(one, facts, addresses))}</div>`.text;
}

export function devPage(look: DevLook, facts: PageFacts, addresses: Addresses): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>relance dev · ${look.ledger.name}</title>
<style>${new Markup(DEV_STYLE)}</style>
</head>
<body>
<p id="lost" role="alert" hidden>relance dev is not heard from; what you see is old.</p>
<header class="bar">
<div class="row"><h1>${look.ledger.name}</h1><span class="soft">nothing leaves this machine</span>
<a href="console/" target="_blank">the console</a>
<form method="post" action="dev/again"><button>Begin again</button></form></div>
<form method="post" action="dev/time"><span id="clock">${clockText(look.now, facts)}</span>
${Object.keys(PUSHES).map((name) => markup`<button name="by" value="${name}">${name}</button>`)}
<button name="by" value="next">To the next thing</button></form>
<label>Show <select id="show"><option value="all">every channel</option>${CHANNELS.map(
    (channel) => markup`<option value="${channel}">${channel}</option>`,
  )}</select></label> <span id="said" class="soft" role="status"></span>
</header>
<main>${new Markup(outboxView(look, facts, addresses))}</main>
<script>${new Markup(DEV_SCRIPT)}</script>
</body>
</html>
`.text;
}
