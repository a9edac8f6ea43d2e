import type { Fields } from "../read-body.ts";
import type { Call } from "../route.ts";
import { element, noticeBox, type PageElement, type PageNode } from "./element.ts";
import type { PageLanguage } from "./page-languages.ts";
import { type PageView, pageResponse } from "./page-response.ts";

/** The reason why a press looks automatic: it touched an invisible field, or came faster than a person can read. */
export type Doubt = "decoy" | "too-soon";

/** Invisible to people, so they leave it empty; form fillers fill it in. */
const DECOY = "remarks";
/** When the page was served, in milliseconds since 1970. Not secret: mail scanners do not forge it. */
const SERVED = "served";
/** How often this recipient was asked to press again. */
const ASKED = "asked";
/** The decoy then disappears: a browser add-on that fills in every field must not lock its owner out. */
const MAX_FIELDS = 2;

/** What {@link guardForms} writes into a page's forms. */
export interface Guard {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How often this recipient was asked to press again. @default 0 */
  readonly asked?: number | undefined;
}

/**
 * Adds the marks that {@link doubtOf} reads to every form of a page: the serving time, and a field and a form that
 * people neither see, hear nor reach with the keyboard. The marks contain no text, so the visible text does not change.
 */
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

/** Comes first, for scanners that submit the first form. */
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

/**
 * The reason to doubt that a person pressed, or `undefined`. A failed check is only ever a reason to ask once more: a
 * form that is kept by some means without our marks, such as on a page from before an upgrade, is not judged by them.
 */
export function doubtOf(fields: Fields, now: number, pressAfterMs: number): Doubt | undefined {
  if ((fields.get(DECOY) ?? "") !== "") return "decoy";
  const served = fields.get(SERVED) ?? "";
  const afterMs = /^\d{1,16}$/.test(served) ? now - Number(served) : Number.POSITIVE_INFINITY;
  return afterMs >= 0 && afterMs < pressAfterMs ? "too-soon" : undefined;
}

/** How often the sender of this form has been asked to press once more, this time included. */
function timesAsked(fields: Fields): number {
  const asked = fields.get(ASKED) ?? "";
  return /^\d$/.test(asked) ? Number(asked) + 1 : 1;
}

/**
 * Answers a press that looks automatic: the same page, with a notice that nothing is recorded and that one more press
 * counts. A recipient loses a second; a machine that presses once has changed nothing.
 */
export function askOnceMore(call: Call, view: PageView, language: PageLanguage, fields: Fields): Response {
  const { title, text } = language.texts.onceMore;
  const [main, ...rest] = view.body;
  const notice = noticeBox({ title, text }, "plain");
  const body = main === undefined ? rest : [{ ...main, children: [notice, ...main.children] }, ...rest];
  const asked = timesAsked(fields);
  const page = guardForms({ title: `${title} – ${view.title}`, body }, { now: call.now(), asked });
  call.port.refused("webhook/press-doubted");
  return pageResponse(page, language, { status: 409 });
}

/** Stores a signal about the recipient of a link. If that fails, the page is shown anyway. */
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
