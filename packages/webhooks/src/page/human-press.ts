import type { Fields } from "../read-body.ts";
import type { Call } from "../route.ts";
import { element, noticeBox, type PageElement, type PageNode } from "./element.ts";
import type { PageLanguage } from "./page-languages.ts";
import { type PageView, pageResponse } from "./page-response.ts";

/** Why a press looks automatic: an invisible field was filled, or a person could not have read the page by then. */
export type Doubt = "decoy" | "too-soon";

/** Name of an invisible field, which people leave empty and automatic programs fill in. */
const DECOY = "remarks";
/** Name of the field with the time at which the page was served. It is unsigned, because no mail scanner forges it. */
const SERVED = "served";
/** Name of the field that counts how often this recipient was asked to press again. */
const ASKED = "asked";
/** After this many repeated presses, the invisible field is omitted, because a browser add-on may fill every field. */
const MAX_FIELDS = 2;

export interface Guard {
  readonly now: number;
  /** Number of times this recipient was asked to press again. @default 0 */
  readonly asked?: number | undefined;
}

/** Adds the serving time and an invisible field to every form, and an invisible form to the page. */
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

/** Creates an invisible form. It is the first form of the page, because scanners submit the first form. */
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

/** Returns why the press looks automatic; `undefined` if it does not, or if the form lacks our fields. */
export function doubtOf(fields: Fields, now: number, pressAfterMs: number): Doubt | undefined {
  if ((fields.get(DECOY) ?? "") !== "") return "decoy";
  const served = fields.get(SERVED) ?? "";
  const afterMs = /^\d{1,16}$/.test(served) ? now - Number(served) : Number.POSITIVE_INFINITY;
  return afterMs >= 0 && afterMs < pressAfterMs ? "too-soon" : undefined;
}

/** Responds to a press that looks automatic. Nothing is recorded, and the page asks the recipient to press again. */
export function askOnceMore(call: Call, view: PageView, language: PageLanguage, fields: Fields): Response {
  const { title, text } = language.texts.onceMore;
  const [main, ...rest] = view.body;
  const notice = noticeBox({ title, text }, "plain");
  const body = main === undefined ? rest : [{ ...main, children: [notice, ...main.children] }, ...rest];
  const before = fields.get(ASKED) ?? "";
  const asked = /^\d$/.test(before) ? Number(before) + 1 : 1;
  const page = guardForms({ title: `${title} – ${view.title}`, body }, { now: call.now(), asked });
  call.port.refused("webhook/press-doubted");
  return pageResponse(page, language, { status: 409 });
}

/** Stores a signal about a link, such as a scan. If the store fails, the page is shown nevertheless. */
export async function keepSignal(
  { port, onError }: Call,
  token: string,
  kind: "link-fetched" | "press-doubted",
  detail?: Doubt,
): Promise<void> {
  try {
    await port.signal(token, { kind, detail });
  } catch (error) {
    onError(error);
  }
}
