/** Renders the pages on which recipients confirm and opt out. */
export { createRecipientPages, type RecipientPagesOptions } from "./create-recipient-pages.ts";
