import { fileURLToPath } from "node:url";
import { ConfigError, formatProblem } from "@relance/spec";
import { expect, it } from "vitest";
import { checkCampaign, loadCampaign } from "../../src/index.ts";

const folder = fileURLToPath(new URL("../fixtures", import.meta.url));
const file = `${folder}/ten-mistakes.campaign.yaml`;

it("finds ten mistakes in one run, each with its place and advice", async () => {
  const { problems } = await checkCampaign(file);
  const lines = problems.map((problem) => formatProblem(problem).replace(`${folder}/`, ""));
  expect(lines).toEqual([
    expect.stringMatching(/^ten-mistakes\.campaign\.yaml:3:1 purpose: leave it out: messages are service messages/),
    "ten-mistakes.campaign.yaml:4:11 timezone: did you mean Europe/Paris?",
    "ten-mistakes.campaign.yaml:6:42 audience.key: the audience has no column idd; did you mean id?",
    expect.stringMatching(/^ten-mistakes\.campaign\.yaml:9:14 confirm\.replies\.STOP: carriers process STOP/),
    "ten-mistakes.campaign.yaml:11:67 step 1, wait: write a duration such as 30s, 15m or 48h",
    expect.stringMatching(/^ten-mistakes\.campaign\.yaml:12:16 step 2, channel: this step reaches no recipient/),
    "ten-mistakes.campaign.yaml:12:38 step 2, tempalte: no such key; did you mean template?",
    expect.stringMatching(/^ten-mistakes\.campaign\.yaml:13:61 step 3, when: write a condition/),
    expect.stringMatching(/^ten-mistakes\.campaign\.yaml:13:94 step 3, onMissingReceipt\.do: resend can reach/),
    "flood.sms.liquid:1:21 the audience has no column frist_name; did you mean first_name?",
  ]);
});

it("refuses to load such a file, and lists all ten mistakes in one error", async () => {
  const loading = loadCampaign(file);
  await expect(loading).rejects.toThrow(ConfigError);
  await expect(loading).rejects.toMatchObject({ code: "campaign/invalid", problems: { length: 10 } });
});
