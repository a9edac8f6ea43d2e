import type { Hands, Press, PressOutcome } from "../../world/hands.ts";
import type { Network } from "../http/loopback-network.ts";
import { loopbackNetwork, type NetworkOptions } from "../http/loopback-network.ts";
import { openWindow, type Page, type Window } from "./browse.ts";
import { answersOf, fillForm, type PageForm, readForms } from "./read-forms.ts";

/** Hands that hold a phone: pages are opened and forms are posted over real sockets. */
export interface BrowserHands extends Required<Hands>, AsyncDisposable {
  press(press: Press): Promise<PressOutcome>;
  visit(visit: { readonly url: string; readonly method: "GET" | "HEAD" }): Promise<void>;
}

/** Links of one message that a person tries before giving up. */
const MAX_LINKS = 3;
const NOTHING: PressOutcome = { ok: false };

/** Gives the people of a world a browser without JavaScript. It reaches loopback alone. */
export function browserHands(options: NetworkOptions = {}): BrowserHands {
  const network: Network = loopbackNetwork(options);
  return {
    async press({ links, answer, locale }) {
      const window = openWindow(network, locale);
      for (const link of links.slice(0, MAX_LINKS)) {
        const page = await window.open(link);
        if (!page || page.answer.status >= 500) return { ok: false, again: true };
        const form = readForms(page.answer.body).find(({ method }) => method === "POST");
        if (form) return pressOn(window, page, form, answer);
      }
      return NOTHING;
    },
    async visit({ url, method }) {
      await openWindow(network).open(url, method);
    },
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  };
}

async function pressOn(window: Window, page: Page, form: PageForm, wanted: string): Promise<PressOutcome> {
  const offered = answersOf(form);
  const answer = offered.includes(wanted) ? wanted : substitute(wanted, offered);
  const fields = answer === undefined ? undefined : fillForm(form, answer);
  if (!fields) return NOTHING;
  const next = await window.post(page, form.action, fields);
  const status = next?.answer.status ?? 0;
  return { ok: status >= 200 && status < 300, answer, again: status === 0 || status >= 500 };
}

/** Who would promise or confirm takes the page's first answer; who has something else to say leaves it. */
function substitute(wanted: string, offered: readonly string[]): string | undefined {
  return wanted === "done" || wanted === "promise" ? offered[0] : undefined;
}
