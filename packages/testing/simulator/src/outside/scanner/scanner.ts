import { Parser } from "htmlparser2";
import { type FormField, openWindow, type Page, type PageForm, readForms } from "../browser/browse.ts";
import { loopbackNetwork, type NetworkOptions } from "../http/loopback-network.ts";

const NAMES = ["href", "src", "action", "data", "poster", "formaction"] as const;

function readAddresses(html: string, base: string): readonly string[] {
  const found = new Set<string>();
  const parser = new Parser({
    onopentag(_tag, attributes) {
      for (const name of NAMES) {
        const url = URL.parse(attributes[name] ?? "", base);
        if (attributes[name] !== undefined && url !== null && /^https?:$/.test(url.protocol)) found.add(url.href);
      }
    },
  });
  parser.end(html);
  return [...found];
}

const WORD = "test@example.org";

/** Returns a scanner's submissions of a form: one per button and choice, with every field filled in. */
function fillings(form: PageForm): readonly (readonly FormField[])[] {
  const fixed = form.controls
    .filter(({ kind, name }) => kind === "fixed" && name !== "")
    .map(({ name, value, isWritable }): FormField => [name, isWritable && value === "" ? WORD : value]);
  const presses = form.controls.filter(({ kind }) => kind === "press");
  const choices = form.controls.filter(({ kind }) => kind === "choose");
  const buttons = presses.length === 0 ? [undefined] : presses;
  const chosen = choices.length === 0 ? [undefined] : choices;
  return buttons.flatMap((button) =>
    chosen.map((choice) => {
      const own = [button, choice].filter((control) => control !== undefined && control.name !== "");
      return [...fixed, ...own.map((control): FormField => [control?.name ?? "", control?.value ?? ""])];
    }),
  );
}

/**
 * How a scanner treats a URL from a message: `head` and `get` request the URL once, like previews · `links` requests
 * every URL in the page, like headless browsers · `forms` also fills in every form and presses every button, including
 * on the pages that follow.
 */
export type ScannerKind = "head" | "get" | "links" | "forms";

/** All kinds of scanners, the mildest first. */
export const SCANNER_KINDS: readonly ScannerKind[] = ["head", "get", "links", "forms"];

export interface Visited {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: string;
  /** HTTP status; `undefined` if no answer came, or the URL is outside this machine. */
  readonly status: number | undefined;
}

/** A link scanner, which opens the URLs in messages. */
export interface Scanner extends AsyncDisposable {
  /** Opens a URL, and returns all requests of the visit in order. */
  visit(url: string): Promise<readonly Visited[]>;
}

const MAX_DEPTH = 2;
const MAX_REQUESTS = 60;

/** Creates a scanner that runs no scripts and reaches only loopback addresses. */
export function scanner(kind: ScannerKind, options: NetworkOptions = {}): Scanner {
  const network = loopbackNetwork(options);
  return {
    async visit(url) {
      const visited: Visited[] = [];
      const window = openWindow(network, "en");
      const seen = new Set<string>();

      async function ask(method: "GET" | "HEAD", address: string): Promise<Page | undefined> {
        const page = await window.open(address, method);
        visited.push({ method, url: address, status: page?.answer.status });
        return page;
      }

      async function explore(address: string, depth: number): Promise<void> {
        if (seen.has(address) || visited.length >= MAX_REQUESTS) return;
        seen.add(address);
        const page = await ask("GET", address);
        if (page !== undefined) await lookInto(page, depth);
      }

      async function lookInto(page: Page, depth: number): Promise<void> {
        if (depth >= MAX_DEPTH) return;
        if (kind === "forms") await submitAll(page, depth);
        for (const address of readAddresses(page.answer.body, page.url)) await explore(address, depth + 1);
      }

      async function submitAll(page: Page, depth: number): Promise<void> {
        for (const form of readForms(page.answer.body)) {
          for (const fields of fillings(form)) {
            if (visited.length >= MAX_REQUESTS) return;
            const next = await window.post(page, form.action, fields);
            visited.push({ method: "POST", url: page.url, status: next?.answer.status });
            if (next !== undefined) await lookInto(next, depth + 1);
          }
        }
      }

      if (kind === "head") await ask("HEAD", url);
      else if (kind === "get") await ask("GET", url);
      else await explore(url, 0);
      return visited;
    },
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  };
}
