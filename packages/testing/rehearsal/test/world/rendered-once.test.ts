import { MessageError, type RenderInput } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { renderedOnce } from "../../src/world/stand-in.ts";
import { campaign } from "../support/rehearsed.ts";

function inputOf(variables: Record<string, unknown>, code = "47", locale = "en"): RenderInput {
  const url = "https://example.org";
  const contact = { ack: { url: `${url}/a/1`, code }, optout: { url } };
  return { key: "1", variables, locale, timezone: undefined, deadline: 0, ...contact };
}

const compiled = campaign({ name: "once" }, "{{ first }}, reply OK {{ ack.code }}: {{ ack.url }}");

describe("messages that are rendered once", () => {
  it("are the same for recipients who differ only in unread values", () => {
    const once = renderedOnce(compiled);
    const first = once.render(1, inputOf({ first: "Ada" }));
    expect(first).toEqual(compiled.render(1, inputOf({ first: "Ada" })));
    expect(once.render(1, inputOf({ first: "Bob" }))).toBe(first);
  });

  it("keep the code for a reply, and the step", () => {
    const once = renderedOnce(compiled);
    once.render(1, inputOf({ first: "Ada" }));
    expect(once.render(1, inputOf({ first: "Ada" }, "48"))).toMatchObject({
      text: expect.stringContaining("OK 48"),
    });
    expect(once.render(2, inputOf({ first: "Ada" }))).toHaveProperty("subject");
  });

  it("fail for a recipient without a column, as in production", () => {
    const once = renderedOnce(compiled);
    once.render(1, inputOf({ first: "Ada" }));
    expect(() => once.render(1, inputOf({}))).toThrow(MessageError);
  });
});
