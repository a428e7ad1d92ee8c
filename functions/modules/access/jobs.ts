/** The door of the module for the functions that carry its jobs. */

export { accountsMailbox } from "./account-delivery.ts";
export { sendAccountMail } from "./account-mail-job.ts";
export { forgetAccounts } from "./forget-accounts.ts";
