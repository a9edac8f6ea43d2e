/** What the page says about controls, in English. */
export const CONTROLS_EN = {
  label: "Controls",
  pause: "Pause",
  resume: "Resume",
  override: "Override the watch",
  cancel: "Cancel for good",
  yourName: "Your name",
  reason: "Why",
  leave: "Do nothing",
  reviewIn: "Look at it again in",
  leadOver: "Whoever waits for it leaves over",
  leadNowhere: "nothing: they wait",
  typeName: (name: string) => `Write ${name} to confirm`,
  pauseMeans: (waiting: string, inFlight: string, onWire: string) =>
    `${waiting} people who wait are not written to until somebody resumes, and ${inFlight} in flight get no further message. ${onWire} messages on the wire still settle. Confirmations, receipts and the deadline go on.`,
  resumeMeans: (waiting: string, inFlight: string) =>
    `${waiting} people who wait may be written to at once, and ${inFlight} in flight go on. What the watch holds stays held.`,
  overrideMeans: (waiting: string, atRisk: string, incidents: string) =>
    `Every hold is lifted, those of the watch too: ${waiting} people who wait leave as planned, whatever it saw. Open incidents: ${incidents}; messages at risk now: ${atRisk}.`,
  cancelMeans: (open: string, inFlight: string, waiting: string) =>
    `${open} people who have not confirmed are called off for good (${inFlight} in flight, ${waiting} waiting) and counted as cancelled. Nothing takes it back.`,
  pauseProviderMeans: (provider: string, perMinute: string) =>
    `Nobody is written to over ${provider} until somebody resumes it; it takes ${perMinute} messages a minute now. What it has taken still settles.`,
  overrideProviderMeans: (provider: string, missing: string) =>
    `${provider} is sent over again, whatever the watch saw there and whoever paused it. Receipts missing there now: ${missing}.`,
};
