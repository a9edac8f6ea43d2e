/**
 * `node --import=…/load-sabotaged.ts?name` replaces the texts of one sabotage while sources are loaded; nothing on the disk
 * changes.
 */
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { SABOTAGES } from "./sabotages.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const name = decodeURIComponent(new URL(import.meta.url).search.slice(1));
const sabotage = SABOTAGES.find((one) => one.name === name);
if (sabotage === undefined) throw new Error(`there is no sabotage "${name}"`);
const { changes } = sabotage;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.startsWith("file:")) return loaded;
    const file = fileURLToPath(url).slice(ROOT.length);
    const own = changes.filter((change) => change.file === file);
    return own.length === 0 ? loaded : { ...loaded, source: own.reduce(replaced, String(loaded.source)) };
  },
});

function replaced(source: string, { file, from, to }: (typeof changes)[number]): string {
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold exactly once: ${from}`);
  return source.replace(from, () => to);
}
