import { describe, expect, it } from "vitest";
import { read } from "../support/repository.ts";

const blocks = (language: string) =>
  [...read("README.md").matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) => text);

describe("README.md", () => {
  it("shows the very file that the demo runs", () => {
    expect(blocks("yaml")).toEqual([read("examples/demo/campaign/re-registration.campaign.yaml")]);
  });

  it("shows a program that the examples run", () => {
    expect(blocks("ts")).toEqual([read("examples/readme.ts")]);
  });
});
