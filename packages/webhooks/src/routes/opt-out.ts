import { WebhookError } from "@relance/spec";
import { element } from "../page/element.ts";
import { askOnceMore, doubtOf, guardForms } from "../page/human-press.ts";
import { plainMain } from "../page/message-page.ts";
import { languageLinks, type PageLanguage } from "../page/page-languages.ts";
import { type PageView, pageResponse } from "../page/page-response.ts";
import { readForm } from "../read-body.ts";
import { unknownLink } from "../refusal.ts";
import type { Call } from "../route.ts";

/** Distinguishes this form from the form of the acknowledgement page. */
const OPT_OUT_MARK = "opt-out";

/** `GET /u/<token>` shows a page with a button. The request changes nothing, because mail scanners fetch every link. */
export async function optOutPage(call: Call): Promise<Response> {
  call.gate.enter(call.request, "u", call.subject);
  const language = call.languages.choose(call.request, call.url);
  const view = guardForms(optOutView(call, language), { now: call.now() });
  return pageResponse(view, language, { status: 200 });
}

function optOutView(call: Call, language: PageLanguage): PageView {
  const { optOut: texts } = language.texts;
  const form = element(
    "form",
    { method: "post" },
    element("input", { type: "hidden", name: "form", value: OPT_OUT_MARK }),
    element("button", { type: "submit" }, texts.button),
  );
  return { title: texts.title, body: [plainMain(texts, form), languageLinks(call.languages, language)] };
}

/** `POST /u/<token>` suppresses a contact after a mail client's one-click request (RFC 8058) or a press on the page. */
export async function optOut(call: Call): Promise<Response> {
  const token = call.gate.enter(call.request, "u", call.subject);
  const fields = await readForm(call.request);
  const language = call.languages.choose(call.request, call.url);
  const isOneClick = fields.get("List-Unsubscribe") === "One-Click";
  if (!isOneClick && doubtOf(fields, call.now(), call.pressAfterMs) !== undefined) {
    return askOnceMore(call, optOutView(call, language), language, fields);
  }
  if (!isOneClick && fields.get("form") !== OPT_OUT_MARK) {
    throw new WebhookError("webhook/unreadable", "send List-Unsubscribe=One-Click, or the form of the page");
  }
  if (!(await call.port.optOut(token))) throw unknownLink(call);
  const { optedOut } = language.texts;
  return pageResponse({ title: optedOut.title, body: [plainMain(optedOut)] }, language, { status: 200 });
}
