import type { Answer, Network } from "../http/loopback-network.ts";
import type { FormField } from "./read-forms.ts";

/** A page as it stands in the window. */
export interface Page {
  readonly url: string;
  readonly answer: Answer;
}

/** One window of a plain browser: it follows redirects, keeps cookies, and runs no script. */
export interface Window {
  /** `undefined` = nobody answered. */
  open(url: string, method?: "GET" | "HEAD"): Promise<Page | undefined>;
  /** Sends a form of the page that is shown. */
  post(from: Page, action: string, fields: readonly FormField[]): Promise<Page | undefined>;
}

const MAX_REDIRECTS = 5;
const PHONE =
  "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";

export function openWindow(network: Network, locale = "fr"): Window {
  const cookies = new Map<string, string>();
  return {
    open: (url, method = "GET") => follow({ url, method }),
    post(from, action, fields) {
      const url = new URL(action || from.url, from.url);
      // A page that asks for no referrer posts as from nowhere: browsers then write the origin as null.
      const hidesReferrer = from.answer.headers["referrer-policy"] === "no-referrer";
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        origin: hidesReferrer ? "null" : new URL(from.url).origin,
        "sec-fetch-site": "same-origin",
        "sec-fetch-mode": "navigate",
        ...(hidesReferrer ? {} : { referer: from.url }),
      };
      const body = new URLSearchParams([...fields]).toString();
      return follow({ url: url.href, method: "POST", headers, body });
    },
  };

  async function follow(first: Step): Promise<Page | undefined> {
    let step: Step | undefined = first;
    let page: Page | undefined;
    for (let hops = 0; step && hops <= MAX_REDIRECTS; hops++) {
      const { url, method, headers, body } = step;
      const { answer } = await network.send({
        url,
        method,
        body,
        headers: {
          accept: "text/html,application/xhtml+xml",
          "accept-language": locale,
          "user-agent": PHONE,
          ...(cookies.size > 0 ? { cookie: cookieHeader() } : {}),
          ...headers,
        },
      });
      if (!answer) return undefined;
      remember(answer.headers["set-cookie"]);
      page = { url, answer };
      step = redirectOf(step, answer);
    }
    return page;
  }

  function remember(given: string | string[] | undefined): void {
    for (const line of [given ?? []].flat()) {
      const [, name, value] = /^\s*([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) cookies.set(name, value ?? "");
    }
  }

  function cookieHeader(): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

interface Step {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

function redirectOf(step: Step, { status, headers }: Answer): Step | undefined {
  const { location } = headers;
  if (status < 301 || status > 308 || typeof location !== "string" || !URL.canParse(location, step.url)) {
    return undefined;
  }
  const url = new URL(location, step.url).href;
  if (status === 307 || status === 308) return { ...step, url };
  return { url, method: step.method === "HEAD" ? "HEAD" : "GET" };
}
