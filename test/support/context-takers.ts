import { parseSync, Visitor } from "oxc-parser";
import { filesBelow, read } from "./repository.ts";

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** A parameter of the type `EngineContext`, with the members that its function uses. */
export interface ContextTaker {
  readonly file: string;
  readonly line: number;
  readonly type: Node;
  readonly members: readonly string[];
  /** True if the function passes the whole context to another function. */
  readonly passesOn: boolean;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((child) => isNode(child));
}

/** Returns the `EngineContext` parameters of all functions in the engine and in the plugins report and evidence. */
export function contextTakers(): readonly ContextTaker[] {
  const folders = ["packages/engine/src", "packages/plugins/report/src", "packages/plugins/evidence/src"];
  return folders
    .flatMap((folder) => filesBelow(folder, (path) => path.endsWith(".ts")))
    .flatMap((file) => takersIn(file));
}

export function takersIn(file: string, text: string = read(file)): readonly ContextTaker[] {
  const found: ContextTaker[] = [];
  const look = (node: { readonly params: readonly unknown[]; readonly body: unknown }) => {
    for (const param of node.params as readonly PatternNode[]) {
      const type = param.typeAnnotation?.typeAnnotation;
      if (type === undefined || text.slice(type.start, type.end) !== "EngineContext") continue;
      const use = isNode(node.body) ? useOf(param, node.body) : { members: [], passesOn: true };
      found.push({ file, line: text.slice(0, param.start).split("\n").length, type, ...use });
    }
  };
  new Visitor({ FunctionDeclaration: look, FunctionExpression: look, ArrowFunctionExpression: look }).visit(
    parseSync(file, text).program,
  );
  return found;
}

type PatternNode = Node & {
  readonly name?: string;
  readonly properties?: readonly (Node & { readonly key?: { readonly name: string } })[];
  readonly typeAnnotation?: { readonly typeAnnotation: Node };
};

const namesIn = ({ properties = [] }: PatternNode): string[] => properties.flatMap(({ key }) => key?.name ?? "rest");

function useOf(param: PatternNode, body: Node): Pick<ContextTaker, "members" | "passesOn"> {
  if (param.type === "ObjectPattern") return { members: namesIn(param), passesOn: false };
  const members = new Set<string>();
  let passesOn = false;
  const isContext = (value: unknown) =>
    isNode(value) && value.type === "Identifier" && "name" in value && value.name === param.name;
  const walk = (node: Node): void => {
    const { object, property, computed, init, id, key, shorthand, value } = node as Node & Record<string, PatternNode>;
    if (node.type === "MemberExpression" && isContext(object) && !computed) members.add(property?.name ?? "");
    else if (node.type === "MemberExpression" && !computed && isNode(object)) walk(object);
    else if (node.type === "VariableDeclarator" && isContext(init) && id?.type === "ObjectPattern")
      for (const name of namesIn(id)) members.add(name);
    else if (node.type === "Property" && isNode(value) && isNode(key) && !computed) {
      if (shorthand || !isContext(key) || isContext(value)) walk(value);
    } else if (isContext(node)) passesOn = true;
    else for (const child of childrenOf(node)) walk(child);
  };
  walk(body);
  return { members: [...members], passesOn };
}
