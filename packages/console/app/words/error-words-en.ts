/** What our codes of refusals mean, in English. */
export const ERRORS_EN: Record<string, string> = {
  "provider/unreachable": "no connection: nothing was sent",
  "provider/rate-limited": "too fast for it",
  "provider/unauthorized": "credentials refused",
  "provider/account": "suspended, no balance or daily cap",
  "provider/bad-recipient": "no recipient is at that address",
  "provider/opted-out": "the person has said STOP to this sender",
  "provider/bad-content": "it refuses this content",
  "provider/bad-sender": "it refuses our sender",
  "provider/recipient-unavailable": "out of reach for now",
  "provider/unavailable": "it fails itself",
  "provider/timeout": "no answer in time: may have been sent",
  "provider/connection-lost": "the answer was lost: may have been sent",
  "provider/bad-response": "its answer cannot be understood",
  "provider/forbidden-address": "the address leads to a private network",
  "provider/aborted": "we stopped the call",
  "provider/refused": "refused, for a reason that is not known here",
};
