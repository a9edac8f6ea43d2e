import type { Hands, Press, PressOutcome, Visit } from "../../world/hands.ts";
import type { Network } from "../http/loopback-network.ts";
import { loopbackNetwork, type NetworkOptions } from "../http/loopback-network.ts";
import { scanner } from "../scanner/scanner.ts";
import { fillForm, openWindow, type Page, type PageForm, pressedAnswers, readForms, type Window } from "./browse.ts";

export interface BrowserHands extends Required<Hands>, AsyncDisposable {
  press(press: Press): Promise<PressOutcome>;
  visit(visit: Visit): Promise<void>;
}

const MAX_LINKS = 3;
/**
 * HTTP status with which the page refuses a press that looks automatic because it came too soon. The recipient must
 * press again.
 */
const ONCE_MORE = 409;
/** Milliseconds of real time before the second press. */
const READING_MS = 1_200;
const NOTHING: PressOutcome = { ok: false };

/** Gives the recipients of a world a browser without JavaScript that can only reach loopback addresses. */
export function browserHands(options: NetworkOptions = {}): BrowserHands {
  const network: Network = loopbackNetwork(options);
  const bot = scanner("forms", options);
  return {
    async press({ links, answer, locale }) {
      const window = openWindow(network, locale);
      for (const link of links.slice(0, MAX_LINKS)) {
        const page = await window.open(link);
        if (!page || page.answer.status >= 500) return { ok: false, again: true };
        const form = readForm(page);
        if (form) return pressOn(window, page, form, answer);
      }
      return NOTHING;
    },
    async visit({ url, method }) {
      if (method === "FORMS") await bot.visit(url);
      else await openWindow(network).open(url, method);
    },
    async [Symbol.asyncDispose]() {
      await network[Symbol.asyncDispose]();
      await bot[Symbol.asyncDispose]();
    },
  };
}

function readForm(page: Page): PageForm | undefined {
  return readForms(page.answer.body).find(({ method, isHidden }) => method === "POST" && !isHidden);
}

async function pressOn(
  window: Window,
  page: Page,
  form: PageForm,
  wanted: string,
  isAgain = false,
): Promise<PressOutcome> {
  const offered = pressedAnswers(form);
  const answer = offered.includes(wanted) ? wanted : substitute(wanted, offered);
  const fields = answer === undefined ? undefined : fillForm(form, answer);
  if (!fields) return NOTHING;
  const next = await window.post(page, form.action, fields);
  const status = next?.answer.status ?? 0;
  const sameForm = next && status === ONCE_MORE && !isAgain ? readForm(next) : undefined;
  if (next && sameForm) {
    await new Promise((resolve) => setTimeout(resolve, READING_MS));
    return pressOn(window, next, sameForm, wanted, true);
  }
  return { ok: status >= 200 && status < 300, answer, again: status === 0 || status >= 500 };
}

/**
 * Returns the page's first answer if the page does not offer the wanted promise or confirmation. Returns `undefined`
 * for any other wanted answer.
 */
function substitute(wanted: string, offered: readonly string[]): string | undefined {
  return wanted === "done" || wanted === "promise" ? offered[0] : undefined;
}
