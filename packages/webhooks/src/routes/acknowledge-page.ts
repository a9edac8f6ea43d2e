import { type ConfirmationView, type FormFields, type Press, WebhookError } from "@relance/spec";
import { readForm } from "../read-body.ts";
import { unknownLink } from "../refusal.ts";
import type { Call } from "../route.ts";

/** `GET /a/<token>` shows the recipient's status. The request changes nothing, because scanners fetch every link. */
export async function acknowledgePage(call: Call): Promise<Response> {
  const { token, page } = await openConfirmation(call);
  await keepSignal(call, token, "link-fetched");
  return page.show();
}

/** `POST /a/<token>` records the pressed button and redirects the browser to the page. */
export async function recordAnswer(call: Call): Promise<Response> {
  const { token, confirmation, page } = await openConfirmation(call);
  const fields = await readForm(call.request);
  const press = page.read(fields);
  if (press.doubt !== undefined) {
    await keepSignal(call, token, "press-doubted", press.doubt);
    call.port.refused("webhook/press-doubted");
    return page.askAgain(fields);
  }
  const answer = readAnswer(fields, press, confirmation);
  const result = await call.port.answer(token, answer, page.shown(answer), press.factor);
  if (result === undefined) throw unknownLink(call);
  if (result.status === "refused") throw new WebhookError("webhook/unreadable", "this answer is no longer accepted");
  return new Response(null, { status: 303, headers: { location: `./${encodeURIComponent(token)}${page.query}` } });
}

async function openConfirmation(call: Call) {
  const token = call.gate.enter(call.request, "a", call.subject);
  const confirmation = await call.port.confirmation(token);
  if (confirmation === undefined) throw unknownLink(call);
  return { token, confirmation, page: call.pages.confirmation(call, confirmation) };
}

function readAnswer(fields: FormFields, { isOfPage, answer }: Press, { answers }: ConfirmationView): string {
  const isOneClick = [...fields.keys()].some((name) => name.toLowerCase() === "list-unsubscribe");
  if (isOneClick || !isOfPage) {
    const message = "only the form of the page acknowledges; a one-click opt-out must use /u/";
    throw new WebhookError("webhook/unreadable", message);
  }
  if (answer !== undefined && answers.some(({ name }) => name === answer)) return answer;
  throw new WebhookError("webhook/unreadable", "the form contains no answer that the campaign offers");
}

/** Stores a signal about a link, such as a scan. If the store fails, the page is still shown. */
async function keepSignal(
  { port, onError }: Call,
  token: string,
  kind: "link-fetched" | "press-doubted",
  detail?: string,
): Promise<void> {
  try {
    await port.signal(token, { kind, detail });
  } catch (error) {
    onError(error);
  }
}
