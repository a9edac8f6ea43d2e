import type { Fields } from "../read-body.ts";
import type { Call } from "../route.ts";
import { element, noticeBox, type PageElement, type PageNode } from "./element.ts";
import type { PageLanguage } from "./page-languages.ts";
import { type PageView, pageResponse } from "./page-response.ts";

/** Why a press looks like a machine's: it touched what no person sees, or came sooner than anybody can read. */
export type Doubt = "decoy" | "too-soon";

/** Empty in the hands of a recipient, who does not see it; what fills in forms fills it in. */
const DECOY = "remarks";
/** When the page was served, in milliseconds since 1970. No secret: who writes it by hand is no mail scanner. */
const SERVED = "served";
/** How often this recipient has been asked to press once more. */
const ASKED = "asked";
/** From then on the field is gone: an add-on that fills in everything must not lock its owner out. */
const MAX_FIELDS = 2;

/** What {@link guardForms} writes into the forms of a page. */
export interface Guard {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How often this recipient has been asked to press once more. @default 0 */
  readonly asked?: number | undefined;
}

/**
 * Gives every form of a page the marks that {@link doubtOf} reads: when it was served, a field and a form that
 * no person sees, hears or reaches with the keyboard. They hold no text, so what the page says stays as it is.
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

/** Stands first, for whatever submits the first form that it finds. */
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
 * What speaks against a recipient, or `undefined`. Only ever a reason to ask once more: a form that is kept by some
 * means without our marks, such as on a page from before an upgrade, is not judged by them.
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
 * The answer to a press that looks like a machine's: the same page, saying that nothing is recorded and that one more
 * press counts. A recipient loses a second; a machine that presses once has done nothing.
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

/** Keeps a signal about the recipient behind a link. Where it cannot be kept, the page is shown all the same. */
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
