export { type WatchOptions, watch } from "./watch.ts";
