/** Parts of the console's server, for pages that `@relance/cli` serves next to the console. */
export { readBody } from "@relance/webhooks";
export { accessTo, isOurs } from "./access/access-control.ts";
export { answer, headers } from "./http/answers.ts";
export { eventStream, LiveFeed, toSections } from "./live/live-feed.ts";
