import { createHash } from "node:crypto";
import { element, type PageElement, renderHtml } from "./element.ts";
import type { PageLanguage } from "./page-languages.ts";

/** A page's colours. A test checks the contrast of text against `ground` and `panel` (level AA). */
export type Palette = Readonly<
  Record<"ground" | "panel" | "text" | "quiet" | "edge" | "accent" | "on-accent" | "good" | "warning", string>
>;

export const LIGHT: Palette = {
  ground: "#f4f5f7",
  panel: "#ffffff",
  text: "#1b1f24",
  quiet: "#515a66",
  edge: "#6f7987",
  accent: "#0b5cad",
  "on-accent": "#ffffff",
  good: "#116329",
  warning: "#8a4600",
};

export const DARK: Palette = {
  ground: "#101418",
  panel: "#1a2027",
  text: "#eceff3",
  quiet: "#aab4c0",
  edge: "#7d8896",
  accent: "#8cc4ff",
  "on-accent": "#0b1a2a",
  good: "#7fd99a",
  warning: "#ffbf75",
};

const STYLESHEET: string = `:root{color-scheme:light dark;${variables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);font-size:1.0625rem;overflow-wrap:anywhere}
main,nav{max-width:34rem;margin:0 auto;padding:0 1.25rem}
main{padding-top:1.75rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1.125rem;line-height:1.3;margin:0 0 .25rem}
p{margin:0 0 1rem}
.sender{margin:0 0 .25rem;color:var(--quiet);font-weight:600}
.notice{background:var(--panel);border-inline-start:.3rem solid var(--quiet);border-radius:.5rem;padding:.875rem 1rem;margin:0 0 1.25rem}
.notice p{margin:0}
.notice p+p{margin-top:.5rem}
.good{border-color:var(--good)}
.good h2{color:var(--good)}
.late{border-color:var(--warning)}
form,fieldset{margin:0;padding:0;border:0;min-width:0}
legend{padding:0;margin:0 0 .625rem;font-size:1.125rem;font-weight:700}
button,.link{display:block;width:100%;min-height:3.25rem;margin:0 0 .75rem;padding:.75rem 1rem;border:.125rem solid var(--edge);border-radius:.625rem;background:var(--panel);color:var(--text);font:inherit;font-weight:600;line-height:1.3;text-align:start;cursor:pointer}
.link{display:flex;align-items:center;justify-content:center;border-color:var(--accent);background:var(--accent);color:var(--on-accent);text-align:center;text-decoration:none;margin-bottom:1.5rem}
button:hover{border-color:var(--accent)}
.link:hover{text-decoration:underline}
:focus-visible{outline:.1875rem solid var(--accent);outline-offset:.1875rem}
.away{position:absolute;width:1px;height:1px;margin:0;padding:0;border:0;overflow:hidden;clip-path:inset(50%)}
label{display:block;margin:0 0 .375rem;font-weight:600}
.field{display:block;width:100%;min-height:3.25rem;margin:0 0 .375rem;padding:.75rem 1rem;border:.125rem solid var(--edge);border-radius:.625rem;background:var(--panel);color:var(--text);font:inherit}
p.notice{margin:0 0 1rem}
.quiet,summary{color:var(--quiet);font-size:.9375rem}
nav{padding-bottom:1.5rem;border:0}
nav a{display:inline-block;min-width:2.75rem;min-height:2.75rem;padding:.6rem .5rem;margin-inline-start:-.5rem;color:var(--accent)}
summary{min-height:2.75rem;padding:.6rem 0;cursor:pointer}
`.replaceAll("\n", "");

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(";");
}

export interface PageView {
  /** The title of the browser window, which screen readers read first. */
  readonly title: string;
  readonly body: readonly PageElement[];
}

/** The content security policy, which forbids scripts and other files. Allows the style sheet by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLESHEET).digest("base64")}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

export function pageResponse(
  view: PageView,
  language: PageLanguage,
  init: { readonly status: number; readonly headers?: Readonly<Record<string, string>> },
): Response {
  const headers = new Headers({ ...init.headers, "content-security-policy": POLICY });
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-language", language.tag);
  headers.set("vary", "accept-language");
  return new Response(renderPage(view, language), { status: init.status, headers });
}

function renderPage(view: PageView, { tag, texts }: PageLanguage): string {
  const head = [
    element("meta", { charset: "utf-8" }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "robots", content: "noindex, nofollow" }),
    element("title", {}, view.title),
  ];
  const body = element("body", {}, ...view.body);
  // the style sheet is not escaped, because escaping would change its hash
  return `<!doctype html><html lang="${tag}" dir="${texts.direction}"><head>${head.map(renderHtml).join("")}<style>${STYLESHEET}</style></head>${renderHtml(body)}</html>`;
}
