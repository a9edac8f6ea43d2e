import { parseInstant, strict, text } from "@relance/campaign";
import { channels, parseDuration } from "@relance/spec";
import * as z from "zod";
import type { Duration, Scenario, ScenarioForm, ScenarioPeople, ScenarioProvider, WeatherLine } from "./scenario.ts";

const SHARE_ADVICE = "write a share such as 26%";
const MOMENT_ADVICE =
  "write a time of the first day such as 10:04, a time after the start such as +4m, or an instant such as 2013-08-02T10:04";
const DURATION_ADVICE = "write a duration such as 30s, 15m or 48h";
const FACTOR_ADVICE = "write a number such as 4";
const MIXTURE_ADVICE = "list parts such as - { share: 70%, median: 8m, spread: 1.1 }";

const share = text(/^(100(\.0+)?|\d{1,2}(\.\d{1,6})?)%$/, SHARE_ADVICE);
const factor = z.number({ error: FACTOR_ADVICE }).min(0, { error: FACTOR_ADVICE }).max(1_000, { error: FACTOR_ADVICE });
const moment = z.string({ error: MOMENT_ADVICE }).refine(isMoment, { error: MOMENT_ADVICE });
const duration = z
  .string({ error: DURATION_ADVICE })
  .refine((value) => parseDuration(value) !== undefined, { error: DURATION_ADVICE });
const provider = () =>
  text(
    new RegExp(`^(first|all|(${channels().join("|")})(\\.[A-Za-z][\\w-]*)?)$`),
    "write a provider such as sms.main, a channel, first, or all",
  );

const mixture: z.ZodType<readonly Duration[]> = z
  .array(
    strict(
      {
        share: share.optional().describe("Of all. Default 100%."),
        median: duration.describe("Half of them are sooner."),
        spread: factor.optional().describe("Spread of the logarithm; 0 = always the median. Default 1."),
      },
      MIXTURE_ADVICE,
    ),
    { error: MIXTURE_ADVICE },
  )
  .min(1, { error: MIXTURE_ADVICE });

const byChannel = <T extends z.ZodType>(value: T) =>
  Object.fromEntries(channels().map((channel) => [channel, value.optional()]));

const people = (): z.ZodType<ScenarioPeople> =>
  strict(
    {
      never: share.optional().describe("People who never act. Default 3%."),
      read: strict(byChannel(share), "write { sms: 96%, email: 75% }")
        .optional()
        .describe("Messages that are ever read, by channel."),
      readAfter: strict(byChannel(mixture), "write { sms: [{ median: 8m }] }")
        .optional()
        .describe("From the arrival to the reading, by channel."),
      acts: share.optional().describe("Readings after which something is done. Default 93%."),
      answers: z
        .record(z.string(), factor, { error: "write { done: 9, promise: 1 }" })
        .optional()
        .describe("What is chosen on the page, by weight."),
      replies: share.optional().describe("Of those who act on an SMS that invites a reply. Default 10%."),
      stop: share.optional().describe("Readers of an SMS who answer STOP. Default 0.3%."),
      wrongPerson: share.optional().describe("Contacts that belong to another person. Default 0.5%."),
    },
    "write { never: 3%, read: { sms: 96% } }",
  );

const habits: z.ZodType<ScenarioProvider> = strict(
  {
    perSecond: factor.optional().describe("Most messages a second. Default: as configured."),
    receipts: share.optional().describe("Messages whose fate is ever reported. Default 98%."),
    dead: share.optional().describe("Addresses that are taken, then reported as undeliverable."),
    unknown: share.optional().describe("Addresses that are refused at the door."),
    latency: mixture.optional().describe("From the submission to the arrival."),
  },
  "write { perSecond: 200, dead: 1% }",
);

const WEATHER_ADVICE = "write { provider: sms.main, from: 10:04, loss: 26% }";
const weather = (): z.ZodType<WeatherLine> =>
  strict(
    {
      provider: provider().optional().describe("A provider, a channel, first, or all. Default first."),
      network: share.optional().describe("Only one network with about this share of the addresses."),
      from: moment.optional().describe("Default: from the beginning."),
      until: moment.optional().describe("Default: never."),
      loss: share.optional().describe("Taken, then gone without a word."),
      fake: share.optional().describe("Lost messages that are reported as delivered."),
      unavailable: share.optional().describe("Requests answered 503."),
      throttled: share.optional().describe("Requests answered 429."),
      refused: share.optional().describe("Refused as an address that does not exist."),
      bounced: share.optional().describe("Taken, then reported as undeliverable for ever."),
      cut: share.optional().describe("Taken, and the answer lost on its way back."),
      receipts: share.optional().describe("Receipts that still come."),
      slower: factor.optional().describe("Factor on how long everything takes."),
      lumps: duration.optional().describe("Receipts are handed over together, each time this is over, such as 2m."),
      ingress: z.literal("down", { error: "write down" }).optional().describe("Nothing from outside reaches us."),
    },
    WEATHER_ADVICE,
  );

const form = (): z.ZodType<ScenarioForm> =>
  strict(
    {
      visitors: factor.describe("Visitors a minute, who confirm the code that they are sent."),
      pumped: factor.describe("Numbers a minute whose holders confirm nothing."),
      numbers: text(
        /^\+[1-9]\d{3,9}#{4,}$/,
        "write digits, then a # for each that is counted up, such as +22462#######",
      ).describe("What these numbers are."),
      from: moment.describe("When they begin to be asked for."),
      until: moment.describe("When the form is closed."),
    },
    'write { visitors: 12, pumped: 100, numbers: "+22462#######", from: +20m, until: +80m }',
  );

/** Proves the type {@link Scenario}: every message is advice, unknown keys are refused. */
export const scenarioShape = (): z.ZodType<Scenario> =>
  strict(
    {
      version: z.literal(1, { error: "write version: 1" }).describe("Version of this file format."),
      name: text(/^[A-Za-z0-9][\w.-]{0,99}$/, "write a name such as sfr-2013"),
      about: z.string({ error: "write what it is" }).max(500).optional().describe("What it is, in a sentence."),
      start: moment.optional().describe("When the campaign starts. Default 10:00."),
      people: people().optional().describe("How people behave; what is not said is as usual."),
      providers: z
        .record(z.string(), habits, { error: "write { sms.main: { perSecond: 200 } }" })
        .optional()
        .describe("What providers are like on every day, by provider."),
      weather: z
        .array(weather(), { error: `list lines such as - ${WEATHER_ADVICE}` })
        .optional()
        .describe("What goes wrong, and when."),
      form: form().optional().describe("A public form that calls send() beside the campaign."),
    },
    "write a scenario with version, name and weather",
  );

/** The scenario file's JSON Schema, for editors; published as `@relance/rehearsal/schema.json`. */
export function scenarioSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioShape(), { io: "input" });
  const properties = { $schema: { type: "string", description: "For editors." }, ...schema.properties };
  return { ...schema, title: "relance scenario", properties };
}

function isMoment(value: string): boolean {
  if (/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value)) return true;
  if (value.startsWith("+")) return parseDuration(value.slice(1)) !== undefined;
  return parseInstant(value, "UTC") !== undefined;
}
