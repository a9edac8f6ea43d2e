import type { FormFields } from "@relance/spec";
import { element, noticeBox, type PageElement, type PageNode } from "./element.ts";
import type { PageView } from "./page-response.ts";
import type { Notice } from "./page-texts.ts";

/** The name of an invisible field: people leave the field empty, and automatic programs fill it in. */
const DECOY = "remarks";
/** The name of the field with the time when the page was served. It is unsigned, because no mail scanner forges it. */
const SERVED = "served";
/** The name of the field that counts how often the recipient had to press again. */
const ASKED = "asked";
/** After this many presses, the page omits the invisible field, because a browser add-on may fill in every field. */
const MAX_FIELDS = 2;

interface Guard {
  readonly now: number;
  /** How often the recipient had to press again. @default 0 */
  readonly asked?: number | undefined;
}

export function guardForms(view: PageView, guard: Guard): PageView {
  return { ...view, body: view.body.map((node) => guarded(node, guard)) };
}

function guarded(node: PageElement, guard: Guard): PageElement {
  const children = node.children.flatMap((child): readonly PageNode[] => {
    if (typeof child === "string") return [child];
    return child.tag === "form" ? [decoyForm(), guardedForm(child, guard)] : [guarded(child, guard)];
  });
  return { ...node, children };
}

/** Creates an invisible form at the top of the page for scanners. Scanners submit the first form on a page. */
function decoyForm(): PageElement {
  return element(
    "form",
    { method: "post", class: "away", "aria-hidden": "true" },
    element("input", { type: "submit", name: DECOY, value: "OK", tabindex: "-1" }),
  );
}

function guardedForm(form: PageElement, { now, asked = 0 }: Guard): PageElement {
  const hidden = (name: string, value: number) => element("input", { type: "hidden", name, value: `${value}` });
  const field = element("input", {
    type: "text",
    name: DECOY,
    class: "away",
    "aria-hidden": "true",
    tabindex: "-1",
    autocomplete: "off",
  });
  const marks = [hidden(SERVED, Math.floor(now)), hidden(ASKED, asked), ...(asked < MAX_FIELDS ? [field] : [])];
  return { ...form, children: [...form.children, ...marks] };
}

/** Returns why a press looks automatic; `undefined` if it looks human, or if the page's fields are missing. */
export function detectDoubt(fields: FormFields, now: number, pressAfterMs: number): "decoy" | "too-soon" | undefined {
  if ((fields.get(DECOY) ?? "") !== "") return "decoy";
  const served = fields.get(SERVED) ?? "";
  const afterMs = /^\d{1,16}$/.test(served) ? now - Number(served) : Number.POSITIVE_INFINITY;
  return afterMs >= 0 && afterMs < pressAfterMs ? "too-soon" : undefined;
}

/** Returns the page that asks the recipient to press again. The page does not record the earlier press. */
export function onceMoreView(view: PageView, { title, text }: Notice, now: number, fields: FormFields): PageView {
  const [main, ...rest] = view.body;
  const notice = noticeBox({ title, text }, "plain");
  const body = main === undefined ? rest : [{ ...main, children: [notice, ...main.children] }, ...rest];
  const before = fields.get(ASKED) ?? "";
  const asked = /^\d$/.test(before) ? Number(before) + 1 : 1;
  return guardForms({ title: `${title} – ${view.title}`, body }, { now, asked });
}
