/** The door of SACD's web service for the function that speaks to it. Knows no database and no other module. */

export { sendToSacd } from "./send-to-sacd.ts";
