import { Parser } from "htmlparser2";

const NAMES = ["href", "src", "action", "data", "poster", "formaction"] as const;

/** Every address that a page names, made absolute. */
export function readAddresses(html: string, base: string): readonly string[] {
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
