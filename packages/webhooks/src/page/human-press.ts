import type { Fields } from "../read-body.ts";
import type { Call } from "../route.ts";
import { element, noticeBox, type PageElement, type PageNode } from "./element.ts";
import type { PageLanguage } from "./page-languages.ts";
import { type PageView, pageResponse } from "./page-response.ts";

/** Why a press looks automatic: an invisible field was filled, or no person could have read the page. */
export type Doubt = "decoy" | "too-soon";

/** An invisible field, which people leave empty and form fillers fill in. */
const DECOY = "remarks";
/** When the page was served, in milliseconds since 1970. The time is not secret: mail scanners do not forge it. */
const SERVED = "served";
/** How often this recipient was asked to press again. */
const ASKED = "asked";
/** After this many requests to press again the decoy is left out, because a browser add-on may fill in every field. */
const MAX_FIELDS = 2;

/** The values that {@link guardForms} writes into forms. */
export interface Guard {
  readonly now: number;
  /** How often this recipient was asked to press again. @default 0 */
  readonly asked?: number | undefined;
}

/** Adds to every form the serving time, and a field and a form that people do not notice. */
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

/** The decoy form comes first, because scanners submit the first form. */
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

/** Returns the reason to doubt that a person pressed. Forms without our marks are not doubted. */
export function doubtOf(fields: Fields, now: number, pressAfterMs: number): Doubt | undefined {
  if ((fields.get(DECOY) ?? "") !== "") return "decoy";
  const served = fields.get(SERVED) ?? "";
  const afterMs = /^\d{1,16}$/.test(served) ? now - Number(served) : Number.POSITIVE_INFINITY;
  return afterMs >= 0 && afterMs < pressAfterMs ? "too-soon" : undefined;
}

/** Answers a press that looks automatic: nothing was recorded, and the recipient is asked to press again. */
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

/** Stores a signal about the recipient of a link. After a failure of the store, the page is shown anyway. */
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
