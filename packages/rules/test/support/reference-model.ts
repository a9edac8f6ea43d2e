/**
 * Which places each fact may lead to, written from the diagrams of the domain. A place is `state/phase`; what has no row
 * here must not happen. What must happen stands in `model/`.
 */
export type Place =
  | "pending/ready"
  | "active/ready"
  | "active/submitting"
  | "active/resolving"
  | "active/awaiting"
  | "active/waiting"
  | "acknowledged"
  | "exhausted"
  | "expired"
  | "suppressed"
  | "cancelled";

export type Fact =
  | "claim"
  | "accepted"
  | "rejected"
  | "deferred"
  | "uncertain"
  | "not-sent"
  | "recover"
  | "receipt"
  | "due"
  | "close"
  | "answer"
  | "revoke"
  | "opt-out"
  | "opt-in"
  | "expire"
  | "cancel"
  | "remove"
  | "escalate-now"
  | "readmit"
  | "resume"
  | "extend"
  | "forget"
  | "divert";

const OVER: readonly Place[] = ["exhausted", "suppressed"];
const TAKEN: readonly Place[] = ["active/awaiting", "active/waiting"];
/** Another place of the ladder, or its end. */
const ONWARD: readonly Place[] = ["active/ready", ...OVER];

type Row = Readonly<Partial<Record<Fact, readonly Place[]>>>;

/** What may happen to anybody whose ladder is open, wherever they stand. */
function open(stay: Place, onward: readonly Place[], more: Row): Row {
  return {
    close: ["acknowledged"],
    answer: [stay, ...onward, "active/waiting"],
    revoke: [stay],
    "opt-out": [stay, "suppressed", ...onward.filter((place) => !OVER.includes(place))],
    "opt-in": [stay],
    expire: ["expired"],
    cancel: ["cancelled"],
    remove: ["cancelled"],
    forget: ["cancelled"],
    "escalate-now": ONWARD,
    readmit: [stay],
    resume: [stay],
    extend: [stay],
    claim: [stay],
    due: [stay],
    ...more,
  };
}

/** What may happen to anybody whose ladder is over: a late acknowledgement, or a way back in. */
function over(stay: Place): Row {
  const row: Partial<Record<Fact, readonly Place[]>> = {};
  const nothing: readonly Fact[] = [
    "claim",
    "receipt",
    "due",
    "answer",
    "revoke",
    "opt-out",
    "opt-in",
    "cancel",
    "forget",
    "extend",
    "escalate-now",
  ];
  for (const fact of nothing) row[fact] = [stay];
  row.remove = [stay === "acknowledged" ? stay : "cancelled"];
  row.close = ["acknowledged"];
  row.readmit = stay === "suppressed" ? [stay, "active/ready"] : [stay];
  row.resume = [stay, "active/ready"];
  return row;
}

const PENDING: readonly Place[] = ["pending/ready", ...OVER];
/** The worker's own word, unless a receipt with our id said more before. */
const SETTLED: Row = {
  accepted: TAKEN,
  rejected: [...ONWARD, ...TAKEN],
  deferred: [...ONWARD, ...TAKEN],
  "not-sent": [...ONWARD, ...TAKEN],
  uncertain: ["active/resolving", ...TAKEN],
};

/** A receipt had explained the attempt already: the worker's late word is kept and moves no one. */
function explained(stay: Place): Row {
  const same = [stay];
  return { accepted: same, rejected: same, deferred: same, uncertain: same, "not-sent": same };
}

export const LEGAL: Readonly<Record<Place, Row>> = {
  "pending/ready": open("pending/ready", PENDING, {
    claim: [...PENDING, "active/submitting"],
    due: PENDING,
    divert: ["pending/ready"],
    answer: PENDING,
    "escalate-now": ONWARD,
  }),
  "active/ready": open("active/ready", OVER, {
    claim: [...ONWARD, "active/submitting"],
    due: ONWARD,
    divert: ["active/ready"],
    answer: ONWARD,
  }),
  "active/submitting": open("active/submitting", ONWARD, {
    ...SETTLED,
    receipt: ["active/submitting"],
    recover: ["active/resolving", ...TAKEN],
  }),
  "active/resolving": open("active/resolving", ONWARD, {
    accepted: TAKEN,
    rejected: ONWARD,
    deferred: ONWARD,
    "not-sent": ONWARD,
    uncertain: ["active/resolving"],
    receipt: TAKEN,
    due: ["active/resolving", "active/waiting", "active/ready"],
  }),
  "active/awaiting": open("active/awaiting", ONWARD, {
    ...explained("active/awaiting"),
    receipt: TAKEN,
    due: [...TAKEN, ...ONWARD],
  }),
  "active/waiting": open("active/waiting", ONWARD, {
    ...explained("active/waiting"),
    receipt: TAKEN,
    due: ["active/waiting", ...ONWARD],
  }),
  acknowledged: {
    ...over("acknowledged"),
    answer: [],
    revoke: [...ONWARD, "expired"],
    resume: ["acknowledged"],
  },
  exhausted: { ...over("exhausted"), extend: ["exhausted", "active/ready"] },
  expired: { ...over("expired"), extend: ["expired", "active/ready"] },
  suppressed: over("suppressed"),
  cancelled: over("cancelled"),
};
