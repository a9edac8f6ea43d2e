import { Parser } from "htmlparser2";
import type { Answer, Network } from "../http/loopback-network.ts";

interface FormControl {
  readonly name: string;
  readonly value: string;
  /** `press` is a button that submits the form · `choose` is one of several choices · `fixed` is sent unchanged. */
  readonly kind: "press" | "choose" | "fixed";
  /** Whether the field is a text field, which scanners fill in. @default false */
  readonly isWritable?: boolean | undefined;
}

/** A form as a browser without JavaScript sees it. */
export interface PageForm {
  readonly method: "GET" | "POST";
  /** URL to which the form is submitted, as written in the page; empty for the page's own URL. */
  readonly action: string;
  readonly controls: readonly FormControl[];
  /** Whether the control is hidden from people. */
  readonly isHidden: boolean;
}

export type FormField = [name: string, value: string];

interface OpenForm {
  readonly method: "GET" | "POST";
  readonly action: string;
  readonly controls: FormControl[];
  readonly isHidden: boolean;
}

const NOT_SENT = new Set(["reset", "file", "image"]);

export function readForms(html: string): readonly PageForm[] {
  const forms: OpenForm[] = [];
  let open: OpenForm | undefined;
  let select: string | undefined;
  let hasOption = false;
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === "form") {
        const method = attributes.method?.toUpperCase() === "POST" ? "POST" : "GET";
        const isHidden = attributes["aria-hidden"] === "true" || attributes.hidden !== undefined;
        open = { method, action: attributes.action ?? "", controls: [], isHidden };
        forms.push(open);
      } else if (!open || attributes.disabled !== undefined) return;
      else if (tag === "select") {
        select = attributes.name;
        hasOption = false;
      } else if (tag === "option" && select !== undefined) {
        // a select element submits its selected option, or else its first option
        if (hasOption && attributes.selected === undefined) return;
        if (hasOption) open.controls.pop();
        open.controls.push({ name: select, value: attributes.value ?? "", kind: "fixed" });
        hasOption = true;
      } else {
        const control = readControl(tag, attributes);
        if (control) open.controls.push(control);
      }
    },
    onclosetag(tag) {
      if (tag === "form") open = undefined;
      if (tag === "select") select = undefined;
    },
  });
  parser.end(html);
  return forms;
}

function readControl(tag: string, attributes: Readonly<Record<string, string>>): FormControl | undefined {
  const { name = "", value = "", type } = attributes;
  if (tag === "button") {
    return type === "button" || type === "reset" ? undefined : { name, value, kind: "press" };
  }
  if (tag === "textarea") return { name, value: "", kind: "fixed", isWritable: true };
  if (tag !== "input" || NOT_SENT.has(type ?? "text") || type === "button") return undefined;
  if (type === "submit") return { name, value, kind: "press" };
  if (type === "radio") return { name, value: attributes.value ?? "on", kind: "choose" };
  if (type === "checkbox") {
    return attributes.checked === undefined ? undefined : { name, value: value || "on", kind: "fixed" };
  }
  return { name, value, kind: "fixed", isWritable: type !== "hidden" };
}

export function fillForm(form: PageForm, answer: string): readonly FormField[] | undefined {
  const fixed = form.controls.filter(({ kind, name }) => kind === "fixed" && name !== "");
  const offered = form.controls.find(({ kind, value }) => kind !== "fixed" && value === answer);
  if (!offered) return undefined;
  const press = offered.kind === "press" ? offered : form.controls.find(({ kind }) => kind === "press");
  const chosen = offered === press || !press ? [offered] : [offered, press];
  return [...fixed, ...chosen].filter(({ name }) => name !== "").map(({ name, value }) => [name, value]);
}

export function pressedAnswers(form: PageForm): readonly string[] {
  const choices = form.controls.filter(({ kind }) => kind === "choose");
  const offered = choices.length > 0 ? choices : form.controls.filter(({ kind }) => kind === "press");
  return offered.map(({ value }) => value);
}

export interface Page {
  readonly url: string;
  readonly answer: Answer;
}

/** A browser window that follows redirects and keeps cookies, but runs no scripts. */
export interface Window {
  /** Opens a URL. Resolves to `undefined` if no answer arrives. */
  open(url: string, method?: "GET" | "HEAD"): Promise<Page | undefined>;
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
      // after a page with a no-referrer policy, browsers send the origin `null`
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
      step = followRedirect(step, answer);
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

function followRedirect(step: Step, { status, headers }: Answer): Step | undefined {
  const { location } = headers;
  if (status < 301 || status > 308 || typeof location !== "string" || !URL.canParse(location, step.url)) {
    return undefined;
  }
  const url = new URL(location, step.url).href;
  if (status === 307 || status === 308) return { ...step, url };
  return { url, method: step.method === "HEAD" ? "HEAD" : "GET" };
}
