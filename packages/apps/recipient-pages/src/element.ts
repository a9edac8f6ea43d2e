import type { Notice } from "./page-texts.ts";

/** A node of a page. A node of the tree from which relance generates HTML and visible text. */
export type PageNode = PageElement | string;

export interface PageElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children: readonly PageNode[];
}

const VOID: ReadonlySet<string> = new Set(["input", "meta"]);
const INLINE: ReadonlySet<string> = new Set(["a", "strong", "time", "span"]);

export function element(
  tag: string,
  attributes: PageElement["attributes"],
  ...children: readonly (PageNode | undefined)[]
): PageElement {
  return { tag, attributes, children: children.filter((child) => child !== undefined) };
}

export function renderHtml(node: PageNode): string {
  if (typeof node === "string") return escapeHtml(node);
  const attributes = Object.entries(node.attributes).map(([name, value]) => {
    return value === undefined ? "" : ` ${name}="${escapeHtml(value)}"`;
  });
  const open = `<${node.tag}${attributes.join("")}>`;
  return VOID.has(node.tag) ? open : `${open}${node.children.map(renderHtml).join("")}</${node.tag}>`;
}

/** Returns the visible text, one line per block. */
export function visibleText(node: PageNode): string {
  return plainText(node)
    .split("\n")
    .map((line) => line.trim().replaceAll(/\s+/g, " "))
    .filter((line) => line !== "")
    .join("\n");
}

function plainText(node: PageNode): string {
  if (typeof node === "string") return node.replaceAll("\n", " ");
  const text = node.children.map(plainText).join("");
  return INLINE.has(node.tag) ? text : `\n${text}\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The form field that identifies the page. A one-click POST from a mail client (RFC 8058) lacks this field. */
export const MARK_FIELD = "form";

export function markField(mark: string): PageElement {
  return element("input", { type: "hidden", name: MARK_FIELD, value: mark });
}

/** Creates a box that shows the current status. With `role=status`, screen readers read the box aloud. */
export function noticeBox(notice: Notice, kind: "good" | "plain", ...more: readonly string[]): PageElement {
  return element(
    "div",
    { class: kind === "good" ? "notice good" : "notice", role: "status" },
    element("h2", {}, notice.title),
    ...[...more, notice.text].map((text) => element("p", {}, text)),
  );
}
