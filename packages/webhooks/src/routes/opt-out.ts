import { WebhookError } from "@relance/spec";
import { readForm } from "../read-body.ts";
import { unknownLink } from "../refusal.ts";
import type { Call } from "../route.ts";

/** `GET /u/<token>` shows a page with a button. The request changes nothing, because mail scanners fetch every link. */
export async function optOutPage(call: Call): Promise<Response> {
  call.gate.enter(call.request, "u", call.subject);
  return call.pages.optOut(call).show();
}

/** `POST /u/<token>` suppresses a contact after a mail client's one-click request (RFC 8058) or a press on the page. */
export async function optOut(call: Call): Promise<Response> {
  const token = call.gate.enter(call.request, "u", call.subject);
  const fields = await readForm(call.request);
  const page = call.pages.optOut(call);
  if (fields.get("List-Unsubscribe") !== "One-Click") {
    const { doubt, isOfPage } = page.read(fields);
    if (doubt !== undefined) {
      call.port.refused("webhook/press-doubted");
      return page.askAgain(fields);
    }
    if (!isOfPage)
      throw new WebhookError("webhook/unreadable", "send List-Unsubscribe=One-Click, or the form of the page");
  }
  if (!(await call.port.optOut(token))) throw unknownLink(call);
  return page.done();
}
