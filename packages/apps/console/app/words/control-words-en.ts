export const CONTROLS_EN = {
  label: "Controls",
  pause: "Pause",
  resume: "Resume",
  override: "Override the watch",
  cancel: "Cancel for good",
  extend: "Extend the deadline",
  confirm: "Confirmed by phone",
  escalate: "Next step now",
  resumePerson: "Resume",
  throttle: "Slow down",
  unthrottle: "Remove the limit",
  newDeadline: (zone: string) => `New deadline (${zone})`,
  inStep: "In",
  everyStep: "every step",
  onlyDestination: "Only to (number prefix, mail domain or push service)",
  everyDestination: "all recipients",
  limit: "Maximum messages per minute",
  yourName: "Your name",
  reason: "Why",
  leave: "Do nothing",
  close: "Close",
  unseen: "Done. No message was sent to that destination yet: the command applies to later messages.",
  reviewIn: "Review it in",
  leadOver: "Its recipients",
  leadNext: "are rerouted to the next provider of their route",
  leadBy: (provider: string) => `are rerouted to ${provider}`,
  leadNowhere: "wait",
  typeName: (name: string) => `Write ${name} to confirm`,
  pauseMeans: (waiting: string, inFlight: string, onWire: string) =>
    `Waiting recipients (${waiting}) get no message until an operator resumes, and recipients in flight (${inFlight}) get no further one. Messages being sent (${onWire}) still settle. Confirmations, receipts and the deadline continue.`,
  resumeMeans: (waiting: string, inFlight: string) =>
    `Waiting recipients (${waiting}) may get messages immediately, and recipients in flight (${inFlight}) continue. Holds of the watch stay in force.`,
  overrideMeans: (waiting: string, atRisk: string, incidents: string) =>
    `All holds are lifted, including those of the watch: waiting recipients (${waiting}) get their messages as planned, whatever the watch observed. Open incidents: ${incidents}; messages at risk now: ${atRisk}.`,
  cancelMeans: (open: string, inFlight: string, waiting: string) =>
    `Recipients who have not confirmed (${open}: ${inFlight} in flight, ${waiting} waiting) are cancelled permanently. This cannot be undone.`,
  pauseProviderMeans: (provider: string, perMinute: string) =>
    `No message is sent through ${provider} until an operator resumes it. Messages a minute now: ${perMinute}. Messages that it has accepted still settle.`,
  pauseEffect: (waiting: string, rerouted: string, ways: string, isAtMost: boolean) => {
    const most = isAtMost ? "at most " : "";
    const moved = ways === "" ? "" : ` Recipients rerouted to ${ways}: ${most}${rerouted}.`;
    return `Recipients who wait: ${most}${waiting}.${moved}`;
  },
  resumeProviderMeans: (provider: string) =>
    `Recipients who wait for ${provider} may get messages immediately, through this provider only. Holds of the watch stay in force.`,
  overrideProviderMeans: (provider: string, missing: string) =>
    `Messages are sent through ${provider} again, whatever the watch observed there, and despite every pause. Missing receipts now: ${missing}.`,
  throttleMeans: (provider: string, perMinute: string, steps: number) =>
    `This will be the highest rate through ${provider}${steps > 1 ? ` in each of the ${steps} steps that use it` : ""}. Messages a minute now: ${perMinute}. The deadline does not move: a recipient whose message is not sent in time is not reached.`,
  unthrottleMeans: (provider: string) =>
    `Messages are sent through ${provider} as fast as the campaign and the watch allow. Pauses and reroutes do not change.`,
  extendMeans: (open: string, runOut: string) =>
    `Recipients in flight or waiting (${open}) have until then, and those whose time had run out (${runOut}) resume at the step where they stopped and get messages again. A recipient's own later deadline stays. The deadline only moves later: this cannot be undone.`,
  escalateMeans: (key: string, step: string) =>
    `${key} leaves ${step} and gets the next one now, without waiting for an answer to earlier messages. If no step follows, they become unreached.`,
  resumePersonMeans: (key: string, step: string) =>
    `${key} resumes at ${step} and gets messages again. Use this once the recipient's problem is solved, such as after a call for help.`,
  confirmMeans: (key: string) =>
    `${key} has confirmed to you: they count as confirmed, and get no further message. Their history records your name and reason; relance revoke-confirmation undoes it.`,
  helpIsAsked: "The recipient asked for help and waits for your call. Further messages would need a later deadline.",
  timeIsOver: "The recipient's deadline has passed. Extend the deadline first.",
  notSteered: {
    draft: "The campaign has not started: there is nothing to pause or to cancel yet.",
    closed:
      "The campaign has ended: there is nothing to pause or to cancel. A later deadline resumes people who ran out of time; a single person is resumed on their page.",
    cancelling: "The campaign is being cancelled; this cannot be undone.",
    cancelled: "The campaign was cancelled and can no longer be steered.",
  } as Record<string, string>,
  refusals: {
    "message/stale-epoch":
      "Nothing was done: this person has moved on since you opened this. Close this dialog, check the page, and decide again.",
    "message/not-moved":
      "Nothing was done: the recipient has confirmed, has no further step or address, or their deadline has passed.",
    "message/unknown-recipient": "No recipient of that key is in this campaign.",
    "campaign/steered-since":
      "Nothing was done: an operator, or the watch, has steered this since you opened it. Close this dialog, check the page, and decide again.",
    "campaign/step-unknown": "Nothing was done: there is no such step.",
    "campaign/destination-unknown": "Nothing was done: there is no such destination.",
    "campaign/not-running": "Nothing was done: the campaign has ended.",
    "campaign/deadline-not-later": "Nothing was done: that time has passed, or no deadline is earlier.",
    "config/provider-unknown": "Nothing was done: no step of this campaign uses that provider.",
    "console/failed": "Nothing was done: the console could not read the store. Try again in a moment.",
    "console/read-only": "Nothing was done: your role may only view.",
  } as Record<string, string>,
};
