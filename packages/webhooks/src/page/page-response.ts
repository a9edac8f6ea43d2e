import { pagePolicy, secure } from "../security-headers.ts";
import { element, type PageElement, renderHtml } from "./element.ts";
import type { PageLanguage } from "./page-languages.ts";
import { STYLESHEET } from "./stylesheet.ts";

/** What one page shows. */
export interface PageView {
  /** Read first by a screen reader, shown on the tab. */
  readonly title: string;
  /** The children of `<body>`. */
  readonly body: readonly PageElement[];
}

const POLICY = pagePolicy(STYLESHEET);

/** A page as an answer: complete in itself, with the policy that lets it load nothing else. */
export function pageResponse(
  view: PageView,
  language: PageLanguage,
  init: { readonly status: number; readonly headers?: Readonly<Record<string, string>> },
): Response {
  const headers = secure(new Headers({ ...init.headers, "content-security-policy": POLICY }));
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-language", language.tag);
  headers.set("vary", "accept-language");
  return new Response(htmlOf(view, language), { status: init.status, headers });
}

function htmlOf(view: PageView, { tag, texts }: PageLanguage): string {
  const head = [
    element("meta", { charset: "utf-8" }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "robots", content: "noindex, nofollow" }),
    element("title", {}, view.title),
  ];
  const body = element("body", {}, ...view.body);
  // the style sheet is ours and constant: escaped, it would no longer match its hash
  return `<!doctype html><html lang="${tag}" dir="${texts.direction}"><head>${head.map(renderHtml).join("")}<style>${STYLESHEET}</style></head>${renderHtml(body)}</html>`;
}
