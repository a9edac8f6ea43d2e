/**
 * `npm run concepts` counts relance's concepts, such as commands and tables, and prints the maximum of each kind that
 * `test/shape/concepts.test.ts` allows.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow, packageFolder, packageNames, ROOT, read } from "../test/support/repository.ts";
import { entriesOf, surfaceOf } from "./surface.ts";

const GROUPS = ["plugins", "providers", "apps", "testing"];

/** Plugins that count toward the limit of source lines. Other plugins are optional and do not count. */
const BUDGETED_PLUGINS = [
  ...["alerts", "canaries", "encryption", "evidence", "forecast"],
  ...["opentelemetry", "outgoing-webhooks", "report", "watch"],
];

/**
 * Source files in which a stage of a message begins. The stages are enrollment, sending, receipts, confirmation and
 * escalation.
 */
const MESSAGE_PATH = [
  ...["enroll/start-campaign", "worker/worker", "record/record-inbound", "acknowledge/acknowledge-events"].map(
    (name) => `packages/engine/src/${name}.ts`,
  ),
  ...["enroll", "claim", "record", "fold", "acknowledge", "escalate"].map(
    (name) => `packages/store/src/verbs/${name}.ts`,
  ),
];

function declaration(file: string, first: RegExp): string {
  const text = read(file);
  const from = text.search(first);
  if (from < 0) throw new Error(`${file} has no ${first}`);
  return text.slice(from, text.indexOf("\n}", from));
}

function matches(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

function storeVerbs(): number {
  const verb = /^ {2}(?!open\(|close\()\w+\(/gm; // an optional verb (`name?(`) is not counted
  return matches(declaration("packages/spec/src/store/store.ts", /export interface Store /), verb);
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
}

/**
 * Returns the paths of all keys that a campaign file may have. The path of a key that occurs in several schema variants
 * may be repeated.
 */
function keysOf(node: SchemaNode | boolean | undefined, path: string): string[] {
  if (typeof node !== "object") return [];
  const own = Object.entries(node.properties ?? {}).flatMap(([key, value]) => [
    `${path}${key}`,
    ...keysOf(value, `${path}${key}.`),
  ]);
  const shapes = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return [
    ...own,
    ...keysOf(node.additionalProperties, `${path}*.`),
    ...keysOf(node.items, path),
    ...shapes.flatMap((shape) => keysOf(shape, path)),
  ];
}

function commands(): number {
  return matches(read("packages/apps/cli/src/commands.ts").split("COMMAND_GROUPS")[1] ?? "", /\w+Command\b/g);
}

function tables(): number {
  const schema = filesBelow("packages/store/schema", (path) => path.endsWith(".sql")).map(read);
  return matches(schema.join("\n"), /^create table /gm);
}

/** Counts lines of source, without tests and generated files. */
function linesOf(names: readonly string[]): number {
  const folders = names.flatMap((name) => [`${packageFolder(name)}/src`, `${packageFolder(name)}/app`]);
  const files = folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => filesBelow(folder, (path) => /(?<!\.generated)\.tsx?$/.test(path)));
  return files.reduce((sum, file) => sum + matches(read(file), /\n/g), 0);
}

const groupOf = (name: string): string | undefined =>
  GROUPS.find((group) => packageFolder(name).includes(`/${group}/`));

const isNewPlugin = (name: string): boolean => groupOf(name) === "plugins" && !BUDGETED_PLUGINS.includes(name);

/** The source file of each entry point of a package. */
const sources = new Map(
  packageNames().flatMap((name) => entriesOf(name).map(({ specifier, source }) => [specifier, source] as const)),
);

function importsOf(file: string): readonly { readonly from: string; readonly names: readonly string[] }[] {
  const pattern = /^(?:import|export) (?:type )?(?:\{([^}]*)\}|\*|\* as \w+) from "([^"]+)"/gm;
  return [...read(file).matchAll(pattern)].flatMap(([, list, specifier = ""]) => {
    const from = specifier.startsWith(".") ? join(dirname(file), specifier) : sources.get(specifier);
    const names = list?.split(",").map((name) => name.trim().replace(/^type | as .*$/gs, ""));
    return from === undefined ? [] : [{ from, names: names?.filter((name) => name !== "") ?? ["*"] }];
  });
}

function definedIn(file: string, name: string): string {
  for (const { from, names } of importsOf(file))
    if (names.includes(name) && read(file).includes(`} from "./`)) return definedIn(from, name);
  const stars = [...read(file).matchAll(/^export \* from "(\.[^"]+)"/gm)].map(([, path = ""]) =>
    join(dirname(file), path),
  );
  return stars.find((star) => new RegExp(`^export .*\\b${name}\\b`, "m").test(read(star))) ?? file;
}

/** Counts the files in `MESSAGE_PATH` and all files that they import, directly or indirectly. */
function messageFiles(): number {
  const seen = new Set<string>();
  const waiting = [...MESSAGE_PATH];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { from, names } of importsOf(file)) {
      const isEntry = /\/src\/index\.ts$/.test(from);
      waiting.push(...(isEntry ? names.map((name) => definedIn(from, name)) : [from]));
    }
  }
  return seen.size;
}

/**
 * Returns each kind of concept with its current count, the maximum that the test allows (`most`), and the target. When
 * a change removes a concept, lower `most` in the same change.
 */
export function concepts(): readonly {
  readonly name: string;
  readonly count: number;
  readonly most: number;
  readonly target: number;
}[] {
  const names = packageNames();
  const schema = JSON.parse(read("packages/campaign/campaign.schema.json")) as SchemaNode;
  return [
    { name: "store verbs", count: storeVerbs(), most: 47, target: 48 },
    { name: "campaign keys", count: new Set(keysOf(schema, "")).size, most: 64, target: 64 },
    {
      name: "gateway options and members",
      count: matches(read("docs/reference/gateway.md"), /^\| `/gm),
      most: 79,
      target: 85,
    },
    { name: "commands", count: commands(), most: 37, target: 38 },
    {
      name: "event kinds",
      count: matches(read("packages/spec/src/event.ts"), /"[a-z]+\.[a-z-]+"/g),
      most: 39,
      target: 40,
    },
    { name: "tables", count: tables(), most: 32, target: 33 },
    {
      name: "exported names of relance",
      count: matches(surfaceOf("relance").split("\n\n")[0] ?? "", /^ {2}/gm),
      most: 68,
      target: 72,
    },
    {
      name: "lines of the core",
      count: linesOf(names.filter((name) => groupOf(name) === undefined)),
      most: 37_902,
      target: 38_000,
    },
    {
      name: "lines but for testing",
      count: linesOf(names.filter((name) => groupOf(name) !== "testing" && !isNewPlugin(name))),
      most: 70_981,
      target: 71_000,
    },
    { name: "files on the path of a message", count: messageFiles(), most: 178, target: 200 },
  ];
}

if (import.meta.main)
  for (const { name, count, most, target } of concepts())
    console.log(`${String(count).padStart(6)} of ${String(most).padEnd(6)} target ${String(target).padEnd(6)} ${name}`);
