/** The door of the second provider for the function that speaks to it. Knows no database and no other module. */

export { relayMail } from "./relay-mail.ts";
