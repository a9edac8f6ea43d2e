import { createHash } from "node:crypto";
import { type Matter, WebhookError } from "@relance/spec";
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

/** `GET /a/<token>` shows how things stand. Scanners fetch every link, so fetching changes nothing. */
export async function acknowledgePage(call: Call): Promise<Response> {
  const { token, view, language } = await openMatter(call);
  await keepSignal(call, token, "link-fetched");
  return pageResponse(guardForms(view, { now: call.now() }), language, { status: 200 });
}

/**
 * `POST /a/<token>` records the button a person pressed, and sends the browser back to the page, which then shows
 * the state as it has become: nothing here says "confirmed" by itself.
 */
export async function recordAnswer(call: Call): Promise<Response> {
  const { token, matter, view, language } = await openMatter(call);
  const fields = await readForm(call.request);
  const doubt = doubtOf(fields, call.now(), call.pressAfterMs);
  if (doubt !== undefined) {
    await keepSignal(call, token, "press-doubted", doubt);
    return askOnceMore(call, view, language, fields);
  }
  const answer = readAnswer(fields, matter);
  const shown = {
    hash: hashOf(view),
    locale: language.tag,
    label: answerLabel(language.texts, wordsFor(matter, language), answer),
  };
  const result = await call.port.answer(token, answer, shown, fields.get(FACTOR_FIELD));
  if (result === undefined) throw unknownLink(call);
  if (result.status === "refused") throw new WebhookError("webhook/unreadable", "this answer is not taken any more");
  const query = language.isAsked ? `?lang=${encodeURIComponent(language.tag)}` : "";
  return new Response(null, { status: 303, headers: { location: `./${encodeURIComponent(token)}${query}` } });
}

interface OpenMatter {
  readonly token: string;
  readonly matter: Matter;
  readonly view: PageView;
  readonly language: PageLanguage;
}

async function openMatter(call: Call): Promise<OpenMatter> {
  const token = call.gate.enter(call.request, "a", call.subject);
  const matter = await call.port.matter(token);
  if (matter === undefined) throw unknownLink(call);
  const language = call.languages.choose(call.request, call.url, matter.locale, writtenLocales(matter));
  return { token, matter, language, view: acknowledgeView(matter, language, call.languages) };
}

/** One of the offered answers, from the form of the page and from nothing else. */
function readAnswer(fields: Fields, matter: Matter): string {
  const isOneClick = [...fields.keys()].some((name) => name.toLowerCase() === "list-unsubscribe");
  if (isOneClick || fields.get("form") !== ACKNOWLEDGE_MARK) {
    throw new WebhookError(
      "webhook/unreadable",
      "only the form of the page acknowledges; a one-click opt-out goes to /u/",
    );
  }
  const answer = fields.get("answer");
  if (answer !== undefined && matter.answers.some(({ name }) => name === answer)) return answer;
  throw new WebhookError("webhook/unreadable", "the form holds none of the answers that the campaign offers");
}

/** Proves later which words stood above the button. */
function hashOf(view: PageView): string {
  return createHash("sha256").update(view.body.map(visibleText).join("\n")).digest("hex");
}
