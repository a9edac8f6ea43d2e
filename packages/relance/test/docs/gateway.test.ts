import { readFileSync } from "node:fs";
import { ConfigError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { checkConfig } from "../../src/index.ts";
import { gatewayConfig, provider } from "../support/gateway-config.ts";

/** No option has this name, and no option's name is near it. */
const STRANGER = "zzzzzzzzzz";

type Path = readonly string[];

/** The names that may stand where `path` leads, as the gateway says them when it refuses another one; none = it is a value. */
function namesAt(path: Path): readonly string[] {
  const change = path.reduceRight<object>((inner, name) => ({ [name]: inner }), { [STRANGER]: {} });
  const base = gatewayConfig({ providers: { sms: { main: provider("sms") }, email: { smtp: provider("email") } } });
  try {
    checkConfig({ ...base, ...change });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [problem] = error.problems ?? [];
    const [, names = ""] = /(?:there are|write one of) (.+)$/.exec(problem?.advice ?? "") ?? [];
    if (problem?.path.endsWith(STRANGER)) return names === "" ? [] : names.split(", ");
  }
  return [];
}

/** Every option as the table writes it; below a name of the caller's, `*`. */
function optionsBelow(path: Path): readonly string[] {
  return namesAt(path).flatMap((name) => {
    const here = [...path, name];
    const named = namesAt(here).length === 0 && namesAt([...here, "crm"]).length > 0;
    const below = named ? optionsBelow([...here, "crm"]) : optionsBelow(here);
    return [here.join("."), ...below];
  });
}

describe("docs/reference/gateway.md", () => {
  it("has a row for every option of createGateway, and no other", () => {
    const page = readFileSync(new URL("../../../../docs/reference/gateway.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `([\w.*]+)` \|/gm)].map(([, name = ""]) => name);
    const options = optionsBelow([]).map((name) => name.replace(".crm.", ".*."));
    expect(options).toContain("webhooks.*.url");
    expect(rows.toSorted()).toEqual(options.toSorted());
  });
});
