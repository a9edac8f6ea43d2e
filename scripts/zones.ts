/**
 * `npm run zones` adds new time zones of the platform to the list in `@relance/rules`. Rows store a zone by its
 * position in the list, so the script only appends names.
 */
import { writeFileSync } from "node:fs";
import { NAMES } from "../packages/rules/src/hours/zone-names.generated.ts";

const known = new Set(NAMES.split(" "));
for (const name of Intl.supportedValuesOf("timeZone")) known.add(name);
writeFileSync(
  new URL("../packages/rules/src/hours/zone-names.generated.ts", import.meta.url),
  `// Written by \`npm run zones\`. Do not edit: rows store the place of a name in this list.
/** The names of time zones in the IANA database, aliases included. */
export const NAMES: string = "${[...known].join(" ")}";
`,
);
