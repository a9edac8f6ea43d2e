import { createHash } from "node:crypto";
import { type ConfirmationView, WebhookError } from "@relance/spec";
import {
  ACKNOWLEDGE_MARK,
  acknowledgeView,
  answerLabel,
  FACTOR_FIELD,
  wordsFor,
  writtenLocales,
} from "../page/acknowledge-view.ts";
import { visibleText } from "../page/element.ts";
import { askOnceMore, doubtOf, guardForms, keepSignal } from "../page/human-press.ts";
import type { PageLanguage } from "../page/page-languages.ts";
import { type PageView, pageResponse } from "../page/page-response.ts";
import { type Fields, readForm } from "../read-body.ts";
import { unknownLink } from "../refusal.ts";
import type { Call } from "../route.ts";

/** `GET /a/<token>` shows the recipient's status. A scanner fetches every link, so this request changes nothing. */
export async function acknowledgePage(call: Call): Promise<Response> {
  const { token, view, language } = await openConfirmation(call);
  await keepSignal(call, token, "link-fetched");
  return pageResponse(guardForms(view, { now: call.now() }), language, { status: 200 });
}

/** `POST /a/<token>` records the pressed button and redirects the browser to the page. */
export async function recordAnswer(call: Call): Promise<Response> {
  const { token, confirmation, view, language } = await openConfirmation(call);
  const fields = await readForm(call.request);
  const doubt = doubtOf(fields, call.now(), call.pressAfterMs);
  if (doubt !== undefined) {
    await keepSignal(call, token, "press-doubted", doubt);
    return askOnceMore(call, view, language, fields);
  }
  const answer = readAnswer(fields, confirmation);
  const shown = {
    hash: hashOf(view),
    locale: language.tag,
    label: answerLabel(language.texts, wordsFor(confirmation, language), answer),
  };
  const result = await call.port.answer(token, answer, shown, fields.get(FACTOR_FIELD));
  if (result === undefined) throw unknownLink(call);
  if (result.status === "refused") throw new WebhookError("webhook/unreadable", "this answer is no longer accepted");
  const query = language.isAsked ? `?lang=${encodeURIComponent(language.tag)}` : "";
  return new Response(null, { status: 303, headers: { location: `./${encodeURIComponent(token)}${query}` } });
}

interface OpenConfirmation {
  readonly token: string;
  readonly confirmation: ConfirmationView;
  readonly view: PageView;
  readonly language: PageLanguage;
}

async function openConfirmation(call: Call): Promise<OpenConfirmation> {
  const token = call.gate.enter(call.request, "a", call.subject);
  const confirmation = await call.port.confirmation(token);
  if (confirmation === undefined) throw unknownLink(call);
  const language = call.languages.choose(call.request, call.url, confirmation.locale, writtenLocales(confirmation));
  return { token, confirmation, language, view: acknowledgeView(confirmation, language, call.languages) };
}

function readAnswer(fields: Fields, confirmation: ConfirmationView): string {
  const isOneClick = [...fields.keys()].some((name) => name.toLowerCase() === "list-unsubscribe");
  if (isOneClick || fields.get("form") !== ACKNOWLEDGE_MARK) {
    throw new WebhookError(
      "webhook/unreadable",
      "only the form of the page acknowledges; a one-click opt-out must use /u/",
    );
  }
  const answer = fields.get("answer");
  if (answer !== undefined && confirmation.answers.some(({ name }) => name === answer)) return answer;
  throw new WebhookError("webhook/unreadable", "the form contains no answer that the campaign offers");
}

/** Hashes the texts of a page, as evidence of what the recipient saw. */
function hashOf(view: PageView): string {
  return createHash("sha256").update(view.body.map(visibleText).join("\n")).digest("hex");
}
