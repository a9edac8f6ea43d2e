/** Put aside: a person is held by somebody else, or the fact must be kept for people who are not enrolled yet. */
export type Aside = "locked" | "early";
