import { openWindow, type Page } from "../browser/browse.ts";
import { readForms } from "../browser/read-forms.ts";
import { loopbackNetwork, type NetworkOptions } from "../http/loopback-network.ts";
import { fillings } from "./fill-everything.ts";
import { readAddresses } from "./read-addresses.ts";

/**
 * How far a machine goes with an address that it found in a message.
 *
 * `head` and `get` ask once, as previews do · `links` asks for everything that a page names, as headless browsers do ·
 * `forms` also fills in every form and presses every button, on the pages that come back as well.
 */
export type ScannerKind = "head" | "get" | "links" | "forms";

/** Every kind, the mildest first. */
export const SCANNER_KINDS: readonly ScannerKind[] = ["head", "get", "links", "forms"];

/** One request of a scanner. */
export interface Visited {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: string;
  /** `undefined` = nobody answered, or the address is outside of this machine. */
  readonly status: number | undefined;
}

/** A machine that looks into messages before, or instead of, the person they are for. */
export interface Scanner extends AsyncDisposable {
  /** Does with an address what this kind does; tells what it asked, in order. */
  visit(url: string): Promise<readonly Visited[]>;
}

/** Pages behind pages that are looked at. */
const MAX_DEPTH = 2;
/** Requests of one visit. */
const MAX_REQUESTS = 60;

/** Makes a scanner of that kind. It is as fast as it can be, runs no script, and reaches loopback alone. */
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
