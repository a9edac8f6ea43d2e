/** `node --import=…/load-sabotaged.ts?name` applies one sabotage while sources are loaded; no file changes. */
import { registerHooks } from "node:module";
import { sabotagedSource } from "./sabotaged-source.ts";

const name = decodeURIComponent(new URL(import.meta.url).search.slice(1));
const eventSource = sabotagedSource(name);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    return url.startsWith("file:") ? { ...loaded, source: eventSource(url, loaded.source) } : loaded;
  },
});
