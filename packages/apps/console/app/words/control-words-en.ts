/** What the page says about controls, in English. */
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
  unthrottle: "Lift the limit",
  newDeadline: (zone: string) => `New deadline (${zone})`,
  inStep: "In",
  everyStep: "every step",
  onlyDestination: "Only to (number prefix, mail domain or push service)",
  everyDestination: "all recipients",
  limit: "Most messages a minute",
  yourName: "Your name",
  reason: "Why",
  leave: "Do nothing",
  close: "Close",
  unseen: "It is done. No recipient of that destination was written to yet: it holds for those who are.",
  reviewIn: "Look at it again in",
  leadOver: "Its recipients",
  leadNext: "leave over the next provider of their route",
  leadBy: (provider: string) => `leave over ${provider}`,
  leadNowhere: "wait",
  typeName: (name: string) => `Write ${name} to confirm`,
  pauseMeans: (waiting: string, inFlight: string, onWire: string) =>
    `Who waits (${waiting}) is not written to until an operator resumes, and who is in flight (${inFlight}) gets no further message. What is on the wire (${onWire}) still settles. Confirmations, receipts and the deadline go on.`,
  resumeMeans: (waiting: string, inFlight: string) =>
    `Who waits (${waiting}) may be written to at once, and who is in flight (${inFlight}) goes on. What the watch holds stays held.`,
  overrideMeans: (waiting: string, atRisk: string, incidents: string) =>
    `Every hold is lifted, those of the watch too: who waits (${waiting}) is written to as planned, whatever it saw. Open incidents: ${incidents}; messages at risk now: ${atRisk}.`,
  cancelMeans: (open: string, inFlight: string, waiting: string) =>
    `Who has not confirmed (${open}: ${inFlight} in flight, ${waiting} waiting) is cancelled for good. Nothing takes it back.`,
  pauseProviderMeans: (provider: string, perMinute: string) =>
    `No message is sent through ${provider} until an operator resumes it. Messages a minute now: ${perMinute}. What it has accepted still settles.`,
  pauseEffect: (waiting: string, rerouted: string, ways: string, isAtMost: boolean) => {
    const most = isAtMost ? "at most " : "";
    const moved = ways === "" ? "" : ` Recipients who leave over ${ways}: ${most}${rerouted}.`;
    return `Recipients who wait: ${most}${waiting}.${moved}`;
  },
  resumeProviderMeans: (provider: string) =>
    `Those who wait for ${provider} may be written to at once, over it and no other provider. What the watch holds stays held.`,
  overrideProviderMeans: (provider: string, missing: string) =>
    `${provider} is sent over again, whatever the watch saw there, and against every pause. Receipts missing there now: ${missing}.`,
  throttleMeans: (provider: string, perMinute: string, steps: number) =>
    `No more than this leaves over ${provider}${steps > 1 ? ` in each of the ${steps} steps that it serves` : ""}. Messages a minute now: ${perMinute}. The deadline goes on: a recipient who is not written to in time is not reached.`,
  unthrottleMeans: (provider: string) =>
    `${provider} is sent over as fast as the campaign and the watch allow. Pauses and reroutes stay as they are.`,
  extendMeans: (open: string, runOut: string) =>
    `Who is in flight or waiting (${open}) has until then, and whose time had run out (${runOut}) goes on from the step where they stood and is written to again. A later deadline of a recipient's own stays. It moves later only: nothing takes it back.`,
  escalateMeans: (key: string, step: string) =>
    `${key} leaves ${step} and gets the next one now, without waiting for an answer to what was sent. If none is left, they are unreached.`,
  resumePersonMeans: (key: string, step: string) =>
    `The ladder of ${key} goes on from ${step}: they are written to again. For people whose trouble is dealt with, such as a call for help.`,
  confirmMeans: (key: string) =>
    `${key} has told you that it is done: they count as confirmed, and no further message goes to them. Your name and reason stand in their history; relance revoke-confirmation takes it back.`,
  helpIsAsked: "They asked for help and wait for your call. To be written to again they would need more time.",
  timeIsOver: "Their deadline is over: more time first, then they can be moved.",
  notSteered: {
    draft: "It has not begun: there is nothing to pause or to cancel here yet.",
    closed:
      "It is over: nothing leaves any more, so there is nothing to pause or to cancel. With a later deadline it goes on with those who ran out of time; a single person is resumed on their page.",
    cancelling: "It is being cancelled; nothing takes that back.",
    cancelled: "It was cancelled: nothing in it can be steered any more.",
  } as Record<string, string>,
  refusals: {
    "message/stale-epoch":
      "Nothing was done: this person has moved on since you opened this. Close it, look again, and decide again.",
    "message/not-moved":
      "Nothing was done: they have confirmed, no step or address is left for them, or their deadline is over.",
    "message/unknown-recipient": "No recipient of that key is in this campaign.",
    "campaign/steered-since":
      "Nothing was done: an operator, or the watch, has steered this since you opened it. Close it, look again, and decide again.",
    "campaign/step-unknown": "Nothing was done: there is no such step.",
    "campaign/destination-unknown": "Nothing was done: there is no such destination.",
    "campaign/not-running": "Nothing was done: the campaign is over.",
    "campaign/deadline-not-later": "Nothing was done: that time has passed, or no deadline is earlier.",
    "config/provider-unknown": "Nothing was done: no step of this campaign is sent over that provider.",
    "console/failed": "Nothing was done: the console could not read the store. Try again in a moment.",
    "console/read-only": "Nothing was done: you may look, and change nothing.",
  } as Record<string, string>,
};
