import { readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { campaignShape, shapeSchema } from "../src/definition/campaign-schema.ts";

const SOURCE = new URL("../../spec/src/definition.ts", import.meta.url);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [member: string]: unknown;
}
type Schema = Record<string, unknown>;

/** The campaign file's JSON Schema. Its descriptions are the comments of `CampaignDefinition`. */
export function describedSchema(): Schema {
  const text = readFileSync(SOURCE, "utf8");
  const { program, comments } = parseSync("definition.ts", text);
  const declared = new Map<string, Node>();
  for (const one of program.body as unknown as Node[]) {
    const declaration = one.type === "ExportNamedDeclaration" ? (one.declaration as Node) : one;
    const { id } = declaration as { id?: { name: string } };
    if (id !== undefined && id !== null) declared.set(id.name, { ...declaration, start: one.start });
  }

  /** The sentences and the default of the comment that ends at a position. */
  function commentAt(start: number): readonly [sentences: string, fallback: string] {
    const comment = comments.findLast(({ end }) => end <= start);
    if (comment === undefined || text.slice(comment.end, start).trim() !== "") return ["", ""];
    const line = comment.value
      .replace(/^\*|\n\s*\* ?/g, " ")
      .replace(/[`]/g, "")
      .replace(/\s+/g, " ");
    const [sentences = "", fallback] = line.split("@default");
    return [sentences.trim(), fallback === undefined ? "" : `Default ${fallback.replaceAll('"', "").trim()}.`];
  }

  /** The comment of a member; without sentences, those of its type. */
  function readDescription(member: Node, type: Node | undefined): string {
    const [own, fallback] = commentAt(member.start);
    const named = type?.type === "TSTypeReference" ? declared.get((type.typeName as { name: string }).name) : undefined;
    const sentences = own === "" && named !== undefined ? commentAt(named.start)[0] : own;
    return `${sentences} ${fallback}`.trim();
  }

  /** The members of a type, alternatives included. */
  function listMembers(type: Node | undefined): readonly Node[] {
    if (type === undefined || type === null) return [];
    if (type.type === "TSTypeReference") {
      const name = (type.typeName as { name: string }).name;
      const [argument] = (type.typeArguments as { params?: Node[] } | undefined)?.params?.slice(-1) ?? [];
      return declared.has(name) ? listMembers(declared.get(name)) : listMembers(argument);
    }
    if (type.type === "TSInterfaceDeclaration") return (type.body as { body: Node[] }).body;
    if (type.type === "TSTypeLiteral") return type.members as Node[];
    if (type.type === "TSTypeOperator" || type.type === "TSTypeAliasDeclaration")
      return listMembers(type.typeAnnotation as Node);
    if (type.type === "TSMappedType") return [type];
    if (type.type === "TSArrayType") return listMembers(type.elementType as Node);
    if (type.type === "TSUnionType" || type.type === "TSIntersectionType")
      return (type.types as Node[]).flatMap(listMembers);
    return [];
  }

  function describe(schema: unknown, members: readonly Node[]): unknown {
    if (Array.isArray(schema)) return schema.map((one) => describe(one, members));
    if (typeof schema !== "object" || schema === null) return schema;
    const entries = Object.entries(schema).map(([key, value]) => [
      key,
      key === "properties" ? describeAll(value as Schema, members) : describe(value, members),
    ]);
    return Object.fromEntries(entries);
  }

  function describeAll(properties: Schema, members: readonly Node[]): Schema {
    const described = Object.entries(properties).map(([name, schema]) => {
      const keyName = ({ key }: Node) => (key as { name?: string } | undefined)?.name;
      const member =
        members.find((one) => keyName(one) === name) ?? members.find(({ type }) => type === "TSMappedType");
      if (member === undefined) return [name, schema];
      const annotation = member.typeAnnotation as { readonly typeAnnotation?: Node } | undefined;
      const all = annotation?.typeAnnotation ?? (member.typeAnnotation as Node | undefined);
      const type = all?.type === "TSUnionType" ? (all.types as Node[])[0] : all;
      const description = readDescription(member, type);
      const inner = describe(schema, listMembers(all)) as Schema;
      return [name, description === "" ? inner : { description, ...inner }];
    });
    return Object.fromEntries(described);
  }

  return describe(shapeSchema(campaignShape()), listMembers(declared.get("CampaignDefinition"))) as Schema;
}
