/** What a report says besides the words of the console, in English. */
export const REPORT_EN = {
  title: "Campaign report",
  rehearsal: (scenario: string, seed: number): string =>
    `Rehearsal of “${scenario}”, seed ${seed}: nothing was sent to anybody`,
  nothingLeft: (captured: string): string =>
    `Nothing left: every message was captured (${captured}), and no recipient got one.`,
  partlyLeft: (captured: string, all: string): string =>
    `${captured} of ${all} messages never left: they were captured, and no recipient got them.`,
  costsIfSent: "Costs count captured messages as if they had been sent.",
  reportSections: {
    outcome: "Outcome",
    confirming: "Time to confirm",
    receipts: "What came back",
    canaries: "What arrived at test numbers",
    waves: "Waves",
    evidence: "Evidence",
    retention: "What is erased",
    cost: "Cost",
    unreached: "Unreached",
  },
  lateOnes: "of these, after the deadline",
  stillOpenOnes: "still open",
  lead: ({
    confirmed,
    people,
    share,
    unreached,
  }: Readonly<Record<"confirmed" | "people" | "share" | "unreached", string>>): string =>
    `Confirmed: ${confirmed} of ${people} (${share}). Unreached: ${unreached}.`,
  stillOpen: (open: string): string => `For ${open} the campaign is not over.`,
  refusedRows: (count: string): string =>
    `Rows of the audience that could not be enrolled, and are not among the people: ${count}.`,
  started: "Started",
  lastSent: "Last message",
  closed: "Closed",
  afterEnrollment: (time: string): string => `${time} after enrollment`,
  began: "Began",
  noticed: "Noticed",
  noticedAfter: (wait: string): string => `${wait} later`,
  acted: "First action",
  ended: "Ended",
  notEnded: "not yet",
  openAtTheEnd: "open when the campaign ended",
  exposed: "Messages exposed",
  exposedBeforeAction: "before the first action",
  unanswered: "never answered",
  captured: "captured",
  beforeAnyMessage: (count: string): string => `Confirmed before any message had left for them: ${count}.`,
  witnesses: {
    accepted: "taken",
    carrier: "says the carrier",
    "mailbox-server": "says the mail server",
    "push-service": "says the push service",
    handset: "says the handset",
    device: "says the device",
    human: "a person acted on it",
  },
  lateness: "How late they left",
  afterDue: "After they were due",
  undelivered: "Undelivered",
  refusedMessages: "Refused",
  waits: (median: string, p90: string): string =>
    `Half of them within ${median}, nine of ten within ${p90} of their first message.`,
  nobodyConfirmed: "No recipient has confirmed after a message.",
  within: (from: string, to: string | undefined): string => (to === undefined ? `over ${from}` : `${from} – ${to}`),
  bandNote:
    "The band is what a healthy provider would have reported of the messages it took. A line that stays under it is a loss.",
  comparedLead: "Recipients were drawn for both, and sent to in the same minutes:",
  canariesNote: "Numbers that were lent for the campaign; each says by machine what has arrived.",
  network: "Network",
  calledDelivered: "called delivered",
  arrived: "arrived",
  medianArrival: "half within",
  destinations: "Its destinations one by one",
  destination: "Destination",
  least: "at least expected",
  smallGroups: ({ messages, count, answered }: Readonly<Record<"messages" | "count" | "answered", string>>): string =>
    `Further messages, in small groups (${count}): ${messages}, of which ${answered} answered.`,
  wave: "Wave",
  pilot: "pilot",
  shareOfPeople: "Share of the people",
  segments: "SMS segments",
  amount: "Amount",
  total: "Total",
  budgetLeft: (spent: string, limit: string, left: string): string =>
    `${spent} of the budget of ${limit} are spent, ${left} are left.`,
  cause: "Cause",
  noneUnreached: "None.",
  listCommand: "The list, with every address, for those who will now phone or write:",
  kept: {
    contacts: (days: string): string =>
      `Addresses and the columns of the audience: ${days} after each person's deadline.`,
    bodies: (days: string): string =>
      `Captured messages and what people wrote back: ${days} after each person's deadline.`,
    raw: (days: string): string => `What providers sent us, as it came: ${days} after each person's deadline.`,
  },
  sealed: (seal: number, at: string): string =>
    `Everything up to ${at} stands under seal ${seal}. Keep it with this report:`,
  footer: (at: string, timezone: string): string => `Made ${at}. All times are those of ${timezone}.`,
};

export type ReportWords = typeof REPORT_EN;
