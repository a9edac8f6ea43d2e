/** What this provider is, in errors and logs. */
export const KIND = "http-email";
