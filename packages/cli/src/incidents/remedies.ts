/** Incidents print the commands that alerts carry. */
export { type Remedy, remediesOf } from "@relance/core";
