/**
 * `npm run zones` adds the time zones that the platform knows and the list of `@relance/rules` lacks. Rows store a zone
 * by its place in the list, so new names are added at the end, and no name is moved or removed.
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
