import type { Screen } from "../host.ts";
import { countRows } from "./columns.ts";

const up = (lines: number) => (lines === 0 ? "" : `\u001b[${lines}A`);
const CLEAR_BELOW = "\r\u001b[0J";

export interface Region {
  draw(lines: readonly string[]): void;
  clear(): void;
  keep(): void;
}

export function createRegion(screen: Screen): Region {
  let height = 0;
  let last = "";
  return {
    draw(lines) {
      const text = lines.map((line) => `${line}\n`).join("");
      if (text === last) return;
      screen.write(`${up(height)}${CLEAR_BELOW}${text}`);
      const columns = screen.columns ?? 80;
      height = lines.reduce((sum, line) => sum + countRows(line, columns), 0);
      last = text;
    },
    clear() {
      if (height > 0) screen.write(`${up(height)}${CLEAR_BELOW}`);
      height = 0;
      last = "";
    },
    keep() {
      height = 0;
      last = "";
    },
  };
}
