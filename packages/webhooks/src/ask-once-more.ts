import { type Doubt, guardForms, timesAsked } from "./page/human-press.ts";
import { noticeBox } from "./page/notice.ts";
import type { PageLanguage } from "./page/page-languages.ts";
import { type PageView, pageResponse } from "./page/page-response.ts";
import type { Fields } from "./read-form.ts";
import type { Call } from "./route.ts";

/**
 * The answer to a press that looks like a machine's: the same page, saying that nothing is recorded and that one more
 * press counts. A person loses a second; a machine that presses once has done nothing.
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

/** Keeps a hint about the person behind a link. A hint that cannot be kept costs nobody the page. */
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
