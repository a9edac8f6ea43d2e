import { pathToFileURL } from "node:url";
import type { Change } from "./sabotage.ts";
import { SABOTAGES } from "./sabotages.ts";

const ROOT = new URL("../..", import.meta.url).href;

/**
 * Returns a function that applies the sabotage to a module's source. The function returns the source of other modules
 * unchanged.
 */
export function sabotagedSource(name: string): <S>(url: string, source: S) => S | string {
  const sabotage = SABOTAGES.find((one) => one.name === name);
  if (sabotage === undefined) throw new Error(`there is no sabotage "${name}"`);
  const { changes } = sabotage;
  return (url, source) => {
    const own = changes.filter(({ file }) => url === `${ROOT}${file}`);
    return own.length === 0 ? source : own.reduce(replaced, String(source));
  };
}

function replaced(source: string, { file, from, to }: Change): string {
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold exactly once: ${from}`);
  return source.replace(from, () => to);
}

/**
 * The Vite plugin for the tests: `RELANCE_SABOTAGE` names the sabotage. The plugin's name contains the changes, because
 * vitest uses the names of plugins as a key of its module cache.
 */
export function sabotagePlugin(sabotage: string): {
  name: string;
  enforce: "pre";
  transform(code: string, id: string): string;
} {
  const eventSource = sabotagedSource(sabotage);
  const texts = SABOTAGES.filter((one) => one.name === sabotage).map(({ changes }) => changes);
  return {
    name: `sabotage ${JSON.stringify(texts)}`,
    enforce: "pre",
    transform: (code, id) => eventSource(pathToFileURL(id).href, code),
  };
}
