import { isAbsolute, resolve } from "node:path";
import type { Host } from "../host.ts";

/** A file as the person named it, readable from this process. The name is kept where it can be: editors make links of it. */
export function pathOf(host: Host, file: string): string {
  return isAbsolute(file) || host.cwd === process.cwd() ? file : resolve(host.cwd, file);
}
