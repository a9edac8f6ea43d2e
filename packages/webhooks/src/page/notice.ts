import { element, type PageElement } from "./element.ts";
import type { Notice } from "./page-texts.ts";

/** A box that says how things stand. `role=status` lets a screen reader come to it by itself. */
export function noticeBox(notice: Notice, kind: "good" | "plain", ...more: readonly string[]): PageElement {
  return element(
    "div",
    { class: kind === "good" ? "notice good" : "notice", role: "status" },
    element("h2", {}, notice.title),
    ...[...more, notice.text].map((text) => element("p", {}, text)),
  );
}
