import { createHash } from "node:crypto";
import { type Addresses, correspondentView, type PageFacts } from "./correspondent-view.ts";
import { type DevLook, FAKE_VENDORS } from "./development.ts";
import { Markup, markup } from "./markup.ts";

const DEV_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --card: #f6f7f9; --ink: #1a1f27; --soft: #5b6572; --line: #d8dde4;
  --good: #1f7a4d; --open: #2f6fbf; --bad: #c0392b; --bubble: #dcebff; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1b212a; --ink: #e8ecf2; --soft: #a3afbd;
  --line: #333c48; --good: #4cc38a; --open: #6aa9f0; --bad: #ff7b6b; --bubble: #21344d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
header.bar { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); padding: .75rem 0; }
h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0; } p { margin: .35rem 0; }
.row, form { display: flex; flex-wrap: wrap; gap: .4rem .75rem; align-items: center; margin: .35rem 0; }
.soft { color: var(--soft); } .small { font-size: .85rem; }
a { color: var(--open); } .bubble a { color: inherit; }
button, input, select { font: inherit; padding: .25rem .6rem; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: .35rem; }
button { cursor: pointer; } button:hover, button:focus-visible { border-color: var(--open); }
[aria-busy=true] button { opacity: .5; }
#said { white-space: pre-line; }
#clock { font-variant-numeric: tabular-nums; font-weight: 600; }
.person { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
.badge { border: 1px solid currentcolor; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; color: var(--open); }
.badge.good { color: var(--good); } .badge.bad { color: var(--bad); }
.message { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .5rem; }
.bubble { background: var(--bubble); border-radius: 1rem 1rem 1rem .25rem; padding: .5rem .9rem; max-width: 26rem;
  width: fit-content; white-space: pre-wrap; }
.theirs { margin-left: auto; border-radius: 1rem 1rem .25rem 1rem; background: var(--line); }
.mail, .push { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .9rem; }
.push { max-width: 26rem; border-radius: 1rem; } .subject { font-weight: 600; }
.mail pre { font: inherit; white-space: pre-wrap; margin: .35rem 0; }
iframe { width: 100%; height: 12rem; resize: vertical; border: 1px solid var(--line); border-radius: .35rem; background: #fff; }
#lost { background: var(--bad); color: var(--paper); padding: .25rem .75rem; }
summary { cursor: pointer; color: var(--soft); }
`;

/** Replaces only the parts of the page that changed, so that typed text is not lost. */
const DEV_SCRIPT = `
const at = (id) => document.getElementById(id), told = new Map();
for (const one of document.querySelectorAll("main [id]")) told.set(one.id, one.outerHTML);
function patch(old, fresh) {
  const wanted = [...fresh.children], ids = new Set(wanted.map(({ id }) => id));
  for (const one of [...old.children]) if (!ids.has(one.id)) one.remove();
  wanted.forEach((next, place) => {
    const html = next.outerHTML, now = at(next.id), here = old.children[place] ?? null;
    if (now === null) old.insertBefore(next, here);
    else {
      if (now !== here) old.insertBefore(now, here);
      if (next.dataset.parts !== undefined) patch(now, next);
      else if (told.get(next.id) !== html) now.replaceWith(next);
    }
    told.set(next.id, html);
  });
}
const feed = new EventSource("dev/live");
feed.onopen = () => { at("lost").hidden = true; };
feed.onerror = () => { at("lost").hidden = false; };
feed.addEventListener("clock", ({ data }) => { at("clock").textContent = JSON.parse(data); });
feed.addEventListener("outbox", ({ data }) => {
  patch(document.querySelector("main"), new DOMParser().parseFromString(JSON.parse(data), "text/html").body);
});
document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, body = new URLSearchParams(new FormData(form, event.submitter));
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "x-relance-console": "1" } });
    at("said").textContent = await answer.text();
    if (answer.ok) form.reset();
  } catch { at("lost").hidden = false; }
  document.body.removeAttribute("aria-busy");
});
`;

export const PUSHES = { "+1 min": 60_000, "+1 h": 3_600_000, "+1 day": 86_400_000 } as const;

const hashText = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

export const DEV_POLICY: string = [
  "default-src 'none'",
  `style-src ${hashText(DEV_STYLE)}`,
  `script-src ${hashText(DEV_SCRIPT)}`,
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The policy for displayed mails: styles are allowed, but no scripts or requests. Links open in a new tab. */
export const MAIL_POLICY: string = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "sandbox allow-popups allow-popups-to-escape-sandbox",
].join("; ");

export function mailPage(html: string): string {
  return `<base target="_blank">${html}`;
}

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

export function outboxView(look: DevLook, facts: PageFacts, addresses: Addresses): string {
  const { ledger, fakeVendors, correspondents } = look;
  const states = Object.entries(ledger.states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const rows = [...fakeVendors].map(
    ([provider, chosen]) => markup`<form method="post" action="dev/fake-vendor">
<label>${provider} <select name="does">${Object.keys(FAKE_VENDORS).map(
      (name) => markup`<option${name === chosen ? new Markup(" selected") : undefined}>${name}</option>`,
    )}</select></label><input type="hidden" name="provider" value="${provider}"><button>Set</button></form>`,
  );
  return markup`<p id="ledger" class="soft">${ledger.name} is ${ledger.state} · ${states.join(" · ")}${
    ledger.holds ? undefined : markup` · <strong>the ledger does not hold</strong>`
  }</p>
<details id="fake-vendors"><summary>What the providers do</summary>${rows}</details>
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
<p id="lost" role="alert" hidden>relance dev does not answer; this page is out of date.</p>
<header class="bar">
<div class="row"><h1>${look.ledger.name}</h1><span class="soft">nothing leaves this machine</span>
<a href="console/" target="_blank">the console</a>
<form method="post" action="dev/again"><button>Begin again</button></form></div>
<form method="post" action="dev/time"><span id="clock">${clockText(look.now, facts)}</span>
${Object.keys(PUSHES).map((name) => markup`<button name="by" value="${name}">${name}</button>`)}
<button name="by" value="next">To the next thing</button></form>
<span id="said" class="soft" role="status"></span>
</header>
<main>${new Markup(outboxView(look, facts, addresses))}</main>
<script>${new Markup(DEV_SCRIPT)}</script>
</body>
</html>
`.text;
}
